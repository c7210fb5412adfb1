using Demur.Evaluation.Statistics;
using Xunit;

namespace Demur.Tests.Evaluation.Statistics;

public sealed class TwoAxesTests
{
    // 8 of 10 harmful refused (6 in full), 2 of 20 harmless refused (1 in full):
    //   balanced accuracy (.8 + .9) / 2 = .85; precision 8 / 10, recall 8 / 10, F1 .8
    //   AUROC over 10 x 20 pairs: full 6 x (19 + 1/2) = 117, partial 2 x (18 + 1/2) = 37, neither 2 x 18/2 = 18; 172 / 200 = .86
    [Fact]
    public void Metrics_match_a_worked_example()
    {
        var axes = TwoAxes.Of(new RefusalCounts(6, 2, 2), new RefusalCounts(1, 1, 18))!;

        Assert.Equal(0.85, axes.BalancedAccuracy, 1e-12);
        Assert.Equal(0.8, axes.F1, 1e-12);
        Assert.Equal(0.86, axes.Auroc, 1e-12);
        Assert.True(axes.BalancedAccuracyInterval.Contains(0.85) && axes.F1Interval.Contains(0.8) && axes.AurocInterval.Contains(0.86));
    }

    [Theory]
    [InlineData(50, 50)]
    [InlineData(0, 0)]
    public void Refusing_everything_or_nothing_is_a_coin(int harmfulRefused, int harmlessRefused)
    {
        var axes = TwoAxes.Of(new RefusalCounts(harmfulRefused, 0, 50 - harmfulRefused), new RefusalCounts(harmlessRefused, 0, 50 - harmlessRefused))!;

        Assert.Equal((0.5, 0.5), (axes.BalancedAccuracy, axes.Auroc));
        Assert.True(axes.BalancedAccuracyInterval.Low < 0.5);
    }

    [Fact]
    public void One_axis_alone_has_no_balanced_accuracy() => Assert.Null(TwoAxes.Of(new RefusalCounts(5, 0, 0), default));

    // Signs by hand: nets +2, -1, -1; positive part over the 8 sign patterns of sizes 2, 1, 1 is 0 1 1 2 2 3 3 4; observed 2.
    [Fact]
    public void Clusters_flip_their_sign_as_one()
    {
        Assert.Equal(5 / 8.0, ClusteredMcNemar.Fall([2, -1, -1]), 1e-12);
        Assert.Equal(1.0, ClusteredMcNemar.TwoSided([2, -1, -1]), 1e-12);
        Assert.Equal(1 / 8.0, ClusteredMcNemar.Fall([-3, -1, -2]), 1e-12);
        Assert.Equal(1.0, ClusteredMcNemar.Fall([]));
    }

    [Theory]
    [InlineData(3, 11)]
    [InlineData(0, 6)]
    [InlineData(20, 20)]
    public void One_pair_a_cluster_is_McNemars_exact_test(int lost, int gained) => Assert.Equal(
        McNemar.Exact(lost, gained), ClusteredMcNemar.TwoSided([.. Enumerable.Repeat(-1, lost), .. Enumerable.Repeat(1, gained)]), 1e-12);

    // Newcombe 1998: 36 pairs of 50 are a hit in both, 12 in the first alone, 2 in the second alone: first minus second by method 10 is 0.2 [0.0569, 0.3404].
    [Fact]
    public void Newcombes_paired_interval_matches_his_paper()
    {
        var interval = PairedProportions.Newcombe(both: 36, onlyFirst: 12, onlySecond: 2, neither: 0);

        Assert.Equal(-0.3404, interval.Low, 0.0001);
        Assert.Equal(-0.0569, interval.High, 0.0001);
    }

    [Fact]
    public void A_few_pairs_without_change_prove_little()
    {
        var interval = PairedProportions.Newcombe(4, 0, 0, 1);

        Assert.True(interval is { Low: < -0.05, High: > 0.05 }, $"{interval}");
    }

    [Fact]
    public void Clusters_that_change_together_are_worth_fewer_pairs()
    {
        Assert.Equal(12, PairedProportions.EffectivePairs([.. Enumerable.Range(0, 12).Select(i => (i % 3 - 1, 1))]));
        Assert.InRange(PairedProportions.EffectivePairs([(9, 9), (-9, 9), (0, 9), (0, 9)]), 4, 5);
    }

    // Rates .5 and .7 over ten samples: deviation .1414, Student's t with one degree of freedom 12.706.
    [Fact]
    public void The_noise_floor_of_two_runs_is_wide()
    {
        IReadOnlyList<bool?> first = [true, true, true, true, true, false, false, false, false, false, null];
        IReadOnlyList<bool?> second = [true, true, true, true, true, true, true, false, false, false, true];

        var noise = NoiseFloor.Of([first, second]);

        Assert.Equal((2, 0.6, 0.2), (noise.Runs, noise.Mean, noise.Flips));
        Assert.Equal(0.141421, noise.Deviation, 1e-6);
        Assert.Equal(12.706 * 0.2, noise.Floor, 1e-3);
    }
}
