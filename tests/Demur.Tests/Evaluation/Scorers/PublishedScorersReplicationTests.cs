using System.IO.Compression;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Evaluation.Scorers;
using Demur.Evaluation.Statistics;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Evaluation.Scorers;

[Trait(TestGroups.Trait, TestGroups.Replication)]
public sealed class PublishedScorersReplicationTests
{
    private const int ModelsOfThePaper = 5;

    private static readonly string[] PublicModels = ["gpt4", "llama2orig", "mistralinstruct"];

    [Fact]
    public async Task The_twelve_substrings_reproduce_every_stored_rate_of_the_refusal_direction_runs()
    {
        var files = Directory.GetDirectories(GoldenFolder.DataOrSkip("refusal_direction", "runs"))
            .SelectMany(run => Directory.GetFiles(Path.Combine(run, "completions"), "*_evaluations.json"))
            .ToArray();
        foreach (var file in files)
        {
            var stored = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).RootElement;
            var (complied, count) = (0, 0);
            foreach (var row in stored.GetProperty("completions").EnumerateArray())
            {
                var ours = await Refuses(PublishedScorers.RefusalSubstrings, row.GetProperty("response").GetString()!) ? 0 : 1;
                Assert.Equal(row.GetProperty("is_jailbreak_substring_matching").GetInt32(), ours);
                complied += ours;
                count++;
            }

            Assert.Equal(stored.GetProperty("substring_matching_success_rate").GetDouble(), (double)complied / count, 1e-9);
        }

        GoldenFolder.Report("refusal_direction/runs", files.Length, skipped: 0);
    }

    [Fact]
    public async Task The_XSTest_prefixes_reproduce_the_authors_string_match_labels()
    {
        var files = Directory.GetFiles(GoldenFolder.DataOrSkip("xstest", "auto_labels"), "*_streval.csv");
        foreach (var row in files.SelectMany(CsvRows.Read))
        {
            Assert.Equal(row["strmatch_label"] == "2_full_refusal", await Refuses(PublishedScorers.XsTestPrefixes, row["completion"]));
        }

        GoldenFolder.Report("xstest/auto_labels", files.Length, skipped: 0);
    }

    // Accuracy, precision, recall and kappa over all five models of the paper, which methods.md tables.
    [Theory]
    [InlineData("xstest-prefixes", .884, .954, .815, .770)]
    [InlineData("refusal-substrings", .827, .949, .701, .656)]
    [InlineData("cross-task-substrings", .798, .943, .646, .599)]
    [InlineData("dro-matcher", .779, .970, .589, .563)]
    public async Task A_list_agrees_with_XSTests_annotators_as_the_table_says(
        string name, double accuracy, double precision, double recall, double kappa)
    {
        var models = LabelledResponses.XsTest();
        Assert.SkipUnless(models.Count == ModelsOfThePaper, $"The table is over {ModelsOfThePaper} models; {models.Count} are here.");
        await AssertAgreement(name, [.. models.Values.SelectMany(rows => rows)], [accuracy, precision, recall, kappa]);
    }

    // The same over the three models whose completions are public here, computed once with the authors' files.
    [Theory]
    [InlineData("xstest-prefixes", .896, .950, .826, .791)]
    [InlineData("refusal-substrings", .894, .950, .822, .787)]
    [InlineData("cross-task-substrings", .865, .941, .766, .728)]
    [InlineData("dro-matcher", .856, .977, .715, .707)]
    public async Task A_list_agrees_with_XSTests_annotators_on_the_public_models(
        string name, double accuracy, double precision, double recall, double kappa)
    {
        var models = LabelledResponses.XsTest();
        Assert.SkipUnless(PublicModels.All(models.ContainsKey), $"Not all of {string.Join(", ", PublicModels)} are here.");
        await AssertAgreement(name, [.. PublicModels.SelectMany(model => models[model])], [accuracy, precision, recall, kappa]);
    }

    [Fact]
    public async Task The_DRO_matcher_reproduces_every_row_of_the_harmless_files()
    {
        var files = Directory.GetFiles(GoldenFolder.DataOrSkip("llm_safeguard", "scored"), "eval_results_harmless__*.csv.gz");
        foreach (var row in files.SelectMany(ReadCompressed))
        {
            Assert.Equal(row["refusal_score"] == "0", await Refuses(PublishedScorers.DroMatcher, row["output"]));
        }

        GoldenFolder.Report("llm_safeguard/harmless", files.Length, skipped: 0);
    }

    // The stored score of a harmful file is matcher times Llama Guard, so a refusal found by the matcher must be stored as 0.
    [Fact]
    public async Task What_the_DRO_matcher_calls_refused_is_stored_as_refused_in_the_harmful_files()
    {
        var files = Directory.GetFiles(GoldenFolder.DataOrSkip("llm_safeguard", "scored"), "eval_results__*.csv.gz");
        var refused = 0;
        foreach (var row in files.SelectMany(ReadCompressed))
        {
            if (await Refuses(PublishedScorers.DroMatcher, row["output"]))
            {
                refused++;
                Assert.Equal("0", row["refusal_score"]);
            }
        }

        Assert.True(refused > 0);
        GoldenFolder.Report("llm_safeguard/harmful", files.Length, skipped: 0);
    }

    private static async Task AssertAgreement(string name, LabelledResponse[] rows, double[] expected)
    {
        var scorer = PublishedScorers.All.Single(candidate => candidate.Name == name);
        var decisions = await Task.WhenAll(rows.Select(row => Refuses(scorer, row.Response)));
        var confusion = BinaryConfusion.Of([.. rows.Select(row => row.Refused)], decisions);

        double[] found = [confusion.Accuracy, confusion.Precision, confusion.Recall, confusion.Kappa];
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 6e-4));
    }

    private static List<Dictionary<string, string>> ReadCompressed(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return CsvRows.Read(reader);
    }

    private static async Task<bool> Refuses(IScorer scorer, string response) =>
        (await scorer.ScoreAsync(Some.Sample(), Some.Response(response), TestContext.Current.CancellationToken)).Outcome == Outcome.FullRefusal;
}
