using Demur.Abstractions;
using Demur.Cli.Replication;
using Demur.Cli.Replication.Tables;
using Xunit;

namespace Demur.Tests.Cli.Replication;

public sealed class SlicePoolTests
{
    // Two tasks on four documents, two seeds: hits by document 4, 2, 0 and 0 of 4 answers, one of the last unscored.
    private static readonly SlicePool Patched = Pool(["RPCC", "RCCC"], ["RPCC", "RCC-"]);

    [Fact]
    public void A_share_counts_what_is_asked_of_one_document_as_one_draw()
    {
        var share = Patched.Share(OutcomeLetters.IsRefused)!;

        Assert.Equal(6.0 / 15, share.Value, 1e-12);
        Assert.Equal((15, 4), (share.N, share.Texts));
        Assert.Equal([3.0 / 8, 3.0 / 7], share.Cells);

        // Fifteen answers that each stood for themselves would be far surer.
        Assert.True(share.Interval.High - share.Interval.Low > 0.6);
    }

    [Fact]
    public void A_difference_is_the_mean_over_documents()
    {
        // By document: 1 - 0.5, 0.5 - 0, 0 - 0, 0 - 0.
        var difference = Patched.Minus(Pool(["RCCC", "CCCC"]), OutcomeLetters.IsRefused)!;

        Assert.Equal(0.25, difference.Value, 1e-12);
        Assert.Equal(4, difference.Texts);
        Assert.Equal([(3.0 / 8) - (1.0 / 8), (3.0 / 7) - (1.0 / 8)], difference.Cells);
        Assert.InRange(difference.Interval.Low, 0, 0.25);
        Assert.InRange(difference.Interval.High, 0.25, 0.5);
    }

    [Fact]
    public void Places_of_different_suites_are_different_texts()
    {
        var both = new SlicePool([[LedgerSlice.Of("useful", "case", SampleLabel.Harmless, "TF"), LedgerSlice.Of("news", "case", SampleLabel.Harmless, "TTT")]]);

        Assert.Equal((5, 5), (both.Share(OutcomeLetters.IsProcessed)!.N, both.Share(OutcomeLetters.IsProcessed)!.Texts));
    }

    [Fact]
    public void Nothing_scored_is_nothing_and_not_nought()
    {
        Assert.Null(Pool(["---"]).Share(OutcomeLetters.IsRefused));
        Assert.Null(Pool(["---"]).Minus(Pool(["RRR"]), OutcomeLetters.IsRefused));
    }

    [Theory]
    [InlineData(0.02, 0.3, true, "confirmed")]
    [InlineData(0.02, 0.3, false, "inconclusive")]
    [InlineData(-0.1, 0.3, true, "inconclusive")]
    [InlineData(-0.4, -0.1, true, "not confirmed")]
    public void A_verdict_wants_the_interval_and_every_cell(double low, double high, bool cellsAgree, string expected)
    {
        var difference = new PooledDifference(0.1, new Interval(low, high), 100, cellsAgree ? [0.1, 0.2, 0.05] : [0.1, 0.2, -0.05]);

        Assert.Equal(expected, Verdict.OfRise("it rises", difference, "after less before").Word);
    }

    private static SlicePool Pool(params string[][] cells) =>
        new([.. cells.Select(tasks => (IReadOnlyList<LedgerSlice>)[.. tasks.Select((outcomes, task) => LedgerSlice.Of("documents", $"task {task}", SampleLabel.Harmful, outcomes))])]);
}
