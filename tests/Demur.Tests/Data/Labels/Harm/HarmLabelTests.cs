using Demur.Abstractions;
using Demur.Data.Catalogue;
using Demur.Data.Labels.Harm;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Data.Labels.Harm;

public sealed class HarmLabelTests
{
    [Fact]
    public void What_is_written_is_read_back()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "harm.jsonl");
        LabelledHarm[] rows =
        [
            new() { Prompt = "p", Harmful = false, Source = "s", Licence = "MIT", LabelledBy = "people", Group = "women" },
            new() { Prompt = "p", Response = "r", Harmful = true, Category = HarmCategory.CyberCrime, Source = "t", Licence = "CC-BY-4.0", LabelledBy = "model", Detail = "2 of 3" },
        ];

        HarmLabelFile.Write(path, rows);

        Assert.Equal(rows, HarmLabelFile.Read(path));
    }

    [Theory]
    [InlineData("{", "not valid JSON at column")]
    [InlineData("""{"harmful": true}""", "there is no text 'prompt'")]
    [InlineData("""{"prompt": "p"}""", "'harmful' is neither true nor false")]
    [InlineData("""{"prompt": "p", "harmful": "yes"}""", "'harmful' is neither true nor false")]
    [InlineData("""{"prompt": "p", "harmful": true, "category": "crime"}""", "the category \"crime\" is none of violence, weapons, cyber_crime")]
    public void A_bad_row_is_named_by_file_and_line(string line, string complaint)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "harm.jsonl");
        File.WriteAllLines(path, ["""{"prompt": "p", "harmful": true}""", "", line]);

        var mistake = Assert.Throws<DemurException>(() => HarmLabelFile.Read(path));

        Assert.StartsWith($"{path}:3: ", mistake.Message, StringComparison.Ordinal);
        Assert.Contains(complaint, mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Replication)]
    public void The_moderation_sets_have_the_counts_of_their_files()
    {
        GoldenFolder.DataOrSkip("guard_training");

        var rows = HarmLabelSets.Read(["openai-moderation", "hatecheck", "surge-toxicity", "davidson"], GoldenFolder.Data);

        Assert.Equal([(1680, 522), (3728, 2563), (1000, 501), (5593, 1430)], rows.GroupBy(row => row.Source).Select(source => (source.Count(), source.Count(row => row.Harmful))));
        Assert.Equal(551, rows.Count(row => row is { Source: "hatecheck", Group: "gay people" }));
        Assert.All(rows, row => Assert.True(Licences.AllowTraining(row.Licence)));
    }

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Replication)]
    public void HarmBenchs_votes_are_decided_by_two_of_three()
    {
        GoldenFolder.DataOrSkip("harmbench", "classifier_val_sets");

        var rows = HarmLabelSets.Read(["harmbench-votes"], GoldenFolder.Data);

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Equal(row.Detail is "2 of 3" or "3 of 3", row.Harmful));
        Assert.All(rows, row => Assert.NotNull(row.Response));
    }

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Replication)]
    public void Non_commercial_rows_say_so()
    {
        GoldenFolder.DataOrSkip("do_not_answer");
        GoldenFolder.DataOrSkip("safety_tuned_llamas");

        var rows = HarmLabelSets.Read(["do-not-answer-answers", "do-not-answer", "i-cona"], GoldenFolder.Data);

        Assert.All(rows, row => Assert.False(Licences.AllowTraining(row.Licence)));
        Assert.Contains(rows, row => row is { Source: "i-cona", Group: "Muslims" });
    }

    [Fact]
    public void An_unknown_set_is_refused_with_the_list()
    {
        Assert.Contains("openai-moderation", Assert.Throws<DemurException>(() => HarmLabelSets.Read(["nothing"], "/")).Message, StringComparison.Ordinal);
    }
}
