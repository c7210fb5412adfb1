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
    public void Categories_are_mapped_to_the_one_taxonomy(string name, int categories)
    {
        var suite = Read(name);

        Assert.Equal(categories, suite.Samples.Select(sample => sample.Category!.Value).Distinct().Count());
        Assert.All(suite.Samples, sample => Assert.Contains(PublicSuite.CategoryTag, sample.Tags!.Keys));
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
