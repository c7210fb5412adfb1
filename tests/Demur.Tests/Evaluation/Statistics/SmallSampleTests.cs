using Demur.Evaluation.Statistics;
using Xunit;

namespace Demur.Tests.Evaluation.Statistics;

public sealed class SmallSampleTests
{
    // Three pairs, all positive: one of the 8 sign patterns is as extreme on each side, so p = 2/8.
    [Fact]
    public void The_exact_signed_rank_test_counts_sign_patterns() =>
        Assert.Equal(0.25, RankTests.Wilcoxon([1, 2, 3], [0, 0, 0]).P, 1e-12);

    // 2 against 2, fully apart: one of the 6 orders on each side, so p = 2/6.
    [Fact]
    public void The_exact_Mann_Whitney_test_counts_orders() =>
        Assert.Equal(1.0 / 3, RankTests.MannWhitney([1, 2], [3, 4]).P, 1e-12);

    // Three in one order of 3! = 6, and its reverse: p = 2/6.
    [Fact]
    public void The_exact_Kendall_test_counts_orders() =>
        Assert.Equal(1.0 / 3, Correlations.Kendall([1, 2, 3], [4, 5, 6]).P, 1e-12);

    [Fact]
    public void Pairs_that_never_disagree_are_no_evidence() => Assert.Equal(1, McNemar.Exact(0, 0));

    [Fact]
    public void The_bootstrap_interval_is_the_same_for_the_same_seed_and_holds_the_mean()
    {
        double[] differences = [.. Enumerable.Range(0, 200).Select(i => i % 10 == 0 ? -1.0 : i % 3 == 0 ? 1.0 : 0.0)];

        var first = PairedBootstrap.MeanDifference(differences, seed: 7);

        Assert.Equal(first, PairedBootstrap.MeanDifference(differences, seed: 7));
        Assert.NotEqual(first, PairedBootstrap.MeanDifference(differences, seed: 8));
        Assert.True(first.Contains(differences.Average()));
    }

    // Normal theory: mean 0, standard error sqrt(0.5 / 400) = 0.0354, so the 95 % interval is about 2 x 1.96 x 0.0354 = 0.1386 wide.
    [Fact]
    public void The_bootstrap_interval_is_as_wide_as_theory_says()
    {
        double[] differences = [.. Enumerable.Range(0, 400).Select(i => (i % 4) switch { 0 => 1.0, 1 => -1.0, _ => 0.0 })];

        var interval = PairedBootstrap.MeanDifference(differences, seed: 1, resamples: 20_000);

        Assert.Equal(0.1386, interval.High - interval.Low, 0.006);
    }

    [Fact]
    public void A_rate_without_scored_samples_has_no_value_and_no_interval()
    {
        var rate = ProportionIntervals.Rate(hits: 0, scored: 0, unscored: 3);

        Assert.Null(rate.Value);
        Assert.Null(rate.Interval);
        Assert.Equal("n/a (n=0, unscored=3)", rate.ToString());
    }
}
