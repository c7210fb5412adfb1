using Demur.Abstractions;
using Demur.Data.Catalogue;
using Demur.Data.Importers;
using Demur.Data.Own;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Data.Importers;

[Trait(TestGroups.Trait, TestGroups.Replication)]
public sealed class PublicSuitesReplicationTests
{
    // Name, and how many harmless, harmful and controversial samples the publisher's files hold.
    public static TheoryData<string, int, int, int> Counts { get; } = new()
    {
        { "xstest-safe", 250, 0, 0 },
        { "xstest-unsafe", 0, 200, 0 },
        { "jailbreakbench", 0, 100, 0 },
        { "strongreject", 0, 313, 0 },
        { "advbench", 0, 520, 0 },
        { "malicious-instruct", 0, 100, 0 },
        { "tdc2023", 0, 100, 0 },
        { "cross-task-harmful", 0, 500, 0 },
        { "cross-task-useful", 500, 0, 0 },
        { "cross-task-news", 500, 0, 0 },
        { "alpaca-ordinary", 6266, 0, 0 },
        { "phtest-harmless", 2069, 0, 0 },
        { "phtest-controversial", 0, 0, 1191 },
        { "oktest", 300, 0, 0 },
        { "oktest-held-out", 50, 0, 0 },
        { "or-bench", 1000, 0, 0 },
        { "mitre-frr", 750, 0, 0 },
        { "coconot-refuse", 0, 395, 606 },
        { "coconot-contrast", 379, 0, 0 },
        { "harmbench", 0, 400, 0 },
        { "harmbench-standard", 0, 200, 0 },
        { "do-not-answer", 0, 939, 0 },
        { "simple-safety-tests", 0, 100, 0 },
        { "catqa", 0, 550, 0 },
        { "harmfulqa", 0, 1960, 0 },
        { "figstep-safebench", 0, 500, 0 },
        { "med-safety", 0, 900, 0 },
        { "i-malicious-instructions", 0, 100, 0 },
        { "i-cona", 0, 178, 0 },
        { "i-controversial", 0, 40, 0 },
        { "q-harm", 0, 0, 100 },
        { "physical-safety-unsafe", 0, 100, 0 },
        { "physical-safety-safe", 100, 0, 0 },
        { "i-alpaca", 50, 0, 0 },
        { "dro-harmful", 0, 100, 0 },
        { "dro-harmless", 100, 0, 0 },
        { "dro-harmless-test", 100, 0, 0 },
        { "derta-illegal-instructions", 0, 200, 0 },
        { "derta-codeattack", 0, 200, 0 },
        { "derta-completionattack", 0, 200, 0 },
        { "derta-jailbreakchat", 0, 200, 0 },
        { "derta-selfcipher", 0, 200, 0 },
        { "derta-alpaca-eval", 300, 0, 0 },
        { "mmlu", 500, 0, 0 },
        { "gsm8k", 1319, 0, 0 },
        { "derta-gsm8k", 500, 0, 0 },
    };

    [Theory]
    [MemberData(nameof(Counts))]
    public void A_public_suite_holds_the_published_rows(string name, int harmless, int harmful, int controversial)
    {
        var suite = Read(name);

        Assert.Equal(harmless, Count(suite, SampleLabel.Harmless));
        Assert.Equal(harmful, Count(suite, SampleLabel.Harmful));
        Assert.Equal(controversial, Count(suite, SampleLabel.Controversial));
        Assert.Equal(suite.Samples.Count, suite.Samples.Select(sample => sample.Id).Distinct().Count());
        Assert.All(suite.Samples, sample => Assert.False(string.IsNullOrWhiteSpace(sample.Messages[^1].Content)));
        Assert.Equal(suite.ComputeHash(), Read(name).ComputeHash());
    }

    [Fact]
    public void Every_public_suite_has_its_rows_counted_here()
    {
        Assert.Equal(PublicSuites.Names.Order(StringComparer.Ordinal), Counts.Select(row => row.Data.Item1).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_cross_task_suites_name_demurs_tasks_and_keep_the_instruction_out_of_the_document()
    {
        var known = OwnContent.Tasks.Select(task => task.Id).ToHashSet();
        string[] names = ["cross-task-harmful", "cross-task-useful", "cross-task-news"];
        foreach (var suite in names.Select(Read))
        {
            Assert.Equal(5, suite.Samples.Select(sample => sample.Task).Distinct().Count());
            Assert.Equal(100, suite.Samples.Select(sample => sample.Document).Distinct().Count());
            Assert.All(suite.Samples, sample =>
            {
                Assert.Contains(sample.Task!, known);
                Assert.StartsWith(sample.Document!, sample.Messages[0].Content, StringComparison.Ordinal);
                Assert.InRange(sample.Messages[0].Content.Length - sample.Document!.Length, 20, 70);
            });
        }
    }

    [Theory]
    [InlineData("jailbreakbench", 8)]
    [InlineData("strongreject", 6)]
    [InlineData("xstest-unsafe", 10)]
    [InlineData("harmbench", 6)]
    [InlineData("do-not-answer", 12)]
    [InlineData("simple-safety-tests", 5)]
    [InlineData("catqa", 14)]
    [InlineData("figstep-safebench", 8)]
    public void Categories_are_mapped_to_the_one_taxonomy(string name, int categories)
    {
        var suite = Read(name);

        Assert.Equal(categories, suite.Samples.Select(sample => sample.Category!.Value).Distinct().Count());
        Assert.All(suite.Samples, sample => Assert.Contains(PublicSuite.CategoryTag, sample.Tags!.Keys));
    }

    [Fact]
    public void Every_mmlu_question_has_four_choices_and_the_letters_are_spread_as_published()
    {
        var samples = Read("mmlu").Samples;

        Assert.All(samples, sample => Assert.Equal(4, sample.Choices!.Count));
        Assert.All(samples, sample => Assert.DoesNotContain("-options", sample.Messages[0].Content, StringComparison.Ordinal));
        Assert.Equal([108, 123, 119, 150], samples.GroupBy(sample => sample.Answer).OrderBy(group => group.Key).Select(group => group.Count()));
    }

    [Theory]
    [InlineData("gsm8k")]
    [InlineData("derta-gsm8k")]
    public void Every_word_problem_keeps_its_final_number(string name)
    {
        Assert.All(Read(name).Samples, sample => Assert.Matches(@"^-?\d+(\.\d+)?$", sample.Tags![Sample.AnswerTag]));
    }

    [Theory]
    [InlineData("physical-safety-safe", "physical-safety-unsafe")]
    [InlineData("dro-harmless", "dro-harmful")]
    public void Twins_share_a_pair_id(string harmless, string harmful)
    {
        Assert.Equal(100, Read(harmless).Samples.Select(sample => sample.Pair).Intersect(Read(harmful).Samples.Select(sample => sample.Pair)).Count());
    }

    // Name and the published number of rows.
    [Theory]
    [InlineData("med-safety-train", 900)]
    [InlineData("coconot-contrast-train", 927)]
    [InlineData("instructions-small", 1100)]
    [InlineData("roleplay-small", 1923)]
    [InlineData("gsm8k-train", 7473)]
    public void Public_training_rows_hold_the_published_rows_under_a_licence_that_allows_training(string name, int rows)
    {
        var source = PublicRows.All.Single(entry => entry.Name == name);
        var set = DataCatalogue.Get(source.Set);
        foreach (var path in source.Files)
        {
            GoldenFolder.DataOrSkip(set.Name, path);
        }

        var read = PublicRows.Find(name, GoldenFolder.Data)!;

        Assert.Equal(rows, read.Count);
        Assert.All(read, row => Assert.True(Licences.AllowTraining(row.Licence)));
        Assert.All(read, row => Assert.False(string.IsNullOrWhiteSpace(row.Messages[^1].Content)));
    }

    private static int Count(Suite suite, SampleLabel label) => suite.Samples.Count(sample => sample.Label == label);

    private static Suite Read(string name)
    {
        var entry = PublicSuites.All.Single(suite => suite.Name == name);
        var store = new DataStore(GoldenFolder.Data);
        Assert.SkipUnless(PublicSuites.IsPresent(entry, store), $"{store.Root} has no {entry.Set}. Set DEMUR_DATA to a folder that has it.");
        return PublicSuites.Find(name, store.Root)!;
    }
}
