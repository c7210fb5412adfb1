using Demur.Abstractions;
using Demur.Data.Labels;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Data.Labels;

[Trait(TestGroups.Trait, TestGroups.Replication)]
public sealed class LabelSetsReplicationTests
{
    // The counts of methods.md, section 9c: safe and unsafe prompts together.
    [Theory]
    [InlineData("gpt4", 230, 211, 9)]
    [InlineData("llama2orig", 101, 294, 55)]
    [InlineData("mistralinstruct", 374, 49, 27)]
    public void XSTests_labels_have_the_published_counts(string model, int compliance, int full, int partial)
    {
        GoldenFolder.DataOrSkip("xstest", "model_completions", $"xstest_v2_completions_{model}.csv");

        var rows = LabelSets.Read("xstest", GoldenFolder.Data).Where(row => row.Model == model).ToArray();

        Assert.Equal(
            (compliance, full, partial),
            (Count(rows, Outcome.FullCompliance), Count(rows, Outcome.FullRefusal), Count(rows, Outcome.PartialRefusal)));
    }

    [Theory]
    [InlineData("do_not_answer", "action 0")]
    [InlineData("chatgpt_refusals", "rejected")]
    public void A_full_refusal_is_the_sets_own_word_for_it_and_nothing_else(string set, string word)
    {
        GoldenFolder.DataOrSkip(set);

        var rows = LabelSets.Read(set, GoldenFolder.Data);

        Assert.Contains(rows, row => row.Label == Outcome.FullRefusal);
        Assert.All(rows, row => Assert.Equal(row.Detail == word, row.Label == Outcome.FullRefusal));
    }

    private static int Count(IEnumerable<LabelledResponse> rows, Outcome label) => rows.Count(row => row.Label == label);
}
