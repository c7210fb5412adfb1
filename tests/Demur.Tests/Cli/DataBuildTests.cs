using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Data.Formats;
using Demur.Data.Mixes;
using Demur.Data.Own;
using Demur.Data.Provenance;
using Demur.Data.Suites;
using Demur.Tests.Evaluation.Runs;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary><c>demur data build</c> from the outside.</summary>
[Collection(DemurProcess.Collection)]
[Trait(TestGroups.Trait, TestGroups.EndToEnd)]
public sealed class DataBuildTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_rows_are_as_many_as_the_mix_says_and_their_record_lies_beside()
    {
        var path = await BuildAsync("rows.jsonl", seed: 3);

        var mix = BuiltInMixes.Find("quick");
        var rows = new RowFileReader(new RowFileOptions()).Read(path).Rows;
        Assert.All(File.ReadLines(path), line => Assert.IsType<JsonObject>(JsonNode.Parse(line)));
        Assert.Equal(mix.DirectHarmful, rows.Count(row => row.Task is null && row.Label == SampleLabel.Harmful));
        Assert.Equal(mix.DirectBenign + mix.Ordinary, rows.Count(row => row.Task is null && row.Label == SampleLabel.Harmless));
        Assert.All(mix.Tasks, task => Assert.Equal(
            (task.Value.Harmful, task.Value.Benign + task.Value.Useful),
            (rows.Count(row => row.Task == task.Key && row.Label == SampleLabel.Harmful), rows.Count(row => row.Task == task.Key && row.Label == SampleLabel.Harmless))));
        var record = ProvenanceFile.Read(path);
        Assert.Equal((rows.Count, 3), (record!.Rows, record.Seed));
    }

    [Fact]
    public async Task A_seed_gives_its_file_again_and_another_seed_another()
    {
        var (first, again, other) = (await BuildAsync("a.jsonl", seed: 1), await BuildAsync("b.jsonl", seed: 1), await BuildAsync("c.jsonl", seed: 2));

        Assert.Equal(Hash(first), Hash(again));
        Assert.NotEqual(Hash(first), Hash(other));
    }

    [Fact]
    public async Task A_patch_doubles_the_weakest_tasks_of_a_run_as_far_as_the_content_goes()
    {
        var suite = OwnSuites.Find("own-documents")!;
        var weak = suite.Samples.Where(sample => sample is { Task: "question-answering", Label: SampleLabel.Harmful }).Select(sample => sample.Messages[^1].Content).ToHashSet();
        using (var client = new FakeChatClient(prompt => weak.Contains(prompt) ? "The text says that it is done in three steps." : TinyEvaluation.Refusal))
        {
            await TinyEvaluation.RunAsync(TinyEvaluation.Plan(_folder.File("run"), client, suite));
        }

        var result = await DemurProcess.RunAsync("data", "build", "--from", _folder.File("run"), "--patch", "weakest", "--out", _folder.File("more.jsonl"), "--seed", "0");

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Contains("question-answering, among the weakest of run", result.Output, StringComparison.Ordinal);
        var (before, useful) = (BuiltInMixes.Find("balanced").Tasks["question-answering"], OwnRequests.Useful(OwnContent.Tasks.First(task => task.Id == "question-answering"), ContentSplit.Train).Count());
        Assert.InRange(useful, before.Useful + 1, (2 * before.Useful) - 1);
        var rows = new RowFileReader(new RowFileOptions()).Read(_folder.File("more.jsonl")).Rows.Where(row => row.Task == "question-answering").ToArray();
        Assert.True(rows.Count(row => row.Label == SampleLabel.Harmful) > before.Harmful);
        Assert.Equal(useful, rows.Count(row => row is { Label: SampleLabel.Harmless, Pair: null }));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> BuildAsync(string name, int seed)
    {
        var result = await DemurProcess.RunAsync(
            "data", "build", "--mix", "quick", "--out", _folder.File(name), "--seed", seed.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        return _folder.File(name);
    }

    private static string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
}
