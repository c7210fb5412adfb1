using System.Text.Json;
using Demur.Abstractions;
using Demur.Evaluation.Statistics;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Evaluation.Statistics;

[Trait(TestGroups.Trait, TestGroups.Golden)]
public sealed class GoldenStatisticsTests
{
    private const double Tolerance = 1e-6;
    private const double QuantileTolerance = 1e-8;

    [Fact]
    public void Intervals_of_a_proportion_match()
    {
        var rows = Section("proportion_intervals");
        foreach (var row in rows)
        {
            var (count, n, alpha) = (row.GetProperty("count").GetInt32(), row.GetProperty("n").GetInt32(), row.GetProperty("alpha").GetDouble());
            AssertInterval(row, "wilson", ProportionIntervals.Wilson(count, n, alpha));
            AssertInterval(row, "beta", ProportionIntervals.ClopperPearson(count, n, alpha));
            AssertInterval(row, "agresti_coull", ProportionIntervals.AgrestiCoull(count, n, alpha));
            AssertInterval(row, "jeffreys", ProportionIntervals.Jeffreys(count, n, alpha));
        }

        GoldenFolder.Report("statistics/proportion_intervals", rows.Count, skipped: 0);
    }

    [Fact]
    public void Differences_of_two_proportions_match()
    {
        var rows = Section("difference_of_proportions");
        foreach (var row in rows)
        {
            var (a, b) = (Pair(row, "a"), Pair(row, "b"));
            AssertInterval(row, "newcombe", TwoProportions.Newcombe(a, b));
            var test = TwoProportions.ZTest(a, b);
            Assert.Equal(Number(row, "z"), test.Statistic, Tolerance);
            Assert.Equal(Number(row, "p"), test.P, Tolerance);
            Assert.Equal(Number(row, "fisher_p"), TwoProportions.FisherExact(a, b), Tolerance);
        }

        GoldenFolder.Report("statistics/difference_of_proportions", rows.Count, skipped: 0);
    }

    [Fact]
    public void McNemars_test_matches()
    {
        var rows = Section("mcnemar");
        foreach (var row in rows)
        {
            var table = row.GetProperty("table");
            var (onlyFirst, onlySecond) = (table[0][1].GetInt32(), table[1][0].GetInt32());
            Assert.Equal(Number(row, "exact_p"), McNemar.Exact(onlyFirst, onlySecond), Tolerance);
            var chi = McNemar.ChiSquared(onlyFirst, onlySecond);
            Assert.Equal(Number(row, "chi2"), chi.Statistic, Tolerance);
            Assert.Equal(Number(row, "chi2_p"), chi.P, Tolerance);
        }

        GoldenFolder.Report("statistics/mcnemar", rows.Count, skipped: 0);
    }

    [Fact]
    public void Adjusted_p_values_match()
    {
        var golden = Root().GetProperty("multiple_testing");
        var p = Numbers(golden, "p");

        AssertAll(Numbers(golden, "bonferroni"), MultipleTesting.Bonferroni(p));
        AssertAll(Numbers(golden, "holm"), MultipleTesting.Holm(p));
        AssertAll(Numbers(golden, "fdr_bh"), MultipleTesting.BenjaminiHochberg(p));
    }

    [Fact]
    public void Tests_and_correlations_of_paired_values_match()
    {
        var golden = Root().GetProperty("paired");
        var (a, b) = (Numbers(golden, "a"), Numbers(golden, "b"));

        AssertTest(golden, "wilcoxon", RankTests.Wilcoxon(a, b, exact: false));
        AssertTest(golden, "mann_whitney", RankTests.MannWhitney(a, b));
        AssertTest(golden, "t_paired", MeanTests.Paired(a, b));
        AssertTest(golden, "t_welch", MeanTests.Welch(a, b));
        AssertTest(golden, "pearson", Correlations.Pearson(a, b));
        AssertTest(golden, "spearman", Correlations.Spearman(a, b));
        AssertTest(golden, "kendall", Correlations.Kendall(a, b));
    }

    [Fact]
    public void Agreement_of_raters_matches()
    {
        var golden = Root().GetProperty("agreement");
        var raters = golden.GetProperty("raters").EnumerateArray()
            .Select(rater => rater.EnumerateArray().Select(value => value.GetInt32()).ToArray()).ToArray();

        Assert.Equal(Number(golden, "cohen"), Agreement.Cohen(raters[0], raters[1]), Tolerance);
        Assert.Equal(Number(golden, "cohen_linear"), Agreement.Cohen(raters[0], raters[1], KappaWeights.Linear), Tolerance);
        Assert.Equal(Number(golden, "cohen_quadratic"), Agreement.Cohen(raters[0], raters[1], KappaWeights.Quadratic), Tolerance);
        Assert.Equal(Number(golden, "fleiss"), Agreement.Fleiss(raters), Tolerance);
        Assert.Equal(Number(golden, "krippendorff_nominal"), Agreement.KrippendorffNominal(raters), Tolerance);
        Assert.Equal(
            Number(golden, "matthews"),
            Agreement.Matthews([.. raters[0].Select(value => value > 0)], [.. raters[1].Select(value => value > 0)]),
            Tolerance);
    }

    [Fact]
    public void Metrics_of_scores_match()
    {
        var golden = Root().GetProperty("scores");
        var scores = Numbers(golden, "score");
        var labels = golden.GetProperty("label").EnumerateArray().Select(label => label.GetInt32() == 1).ToArray();

        Assert.Equal(Number(golden, "auroc"), ScoreMetrics.Auroc(labels, scores), Tolerance);
        Assert.Equal(Number(golden, "average_precision"), ScoreMetrics.AveragePrecision(labels, scores), Tolerance);
        Assert.Equal(Number(golden, "brier"), Calibration.Brier(labels, scores), Tolerance);
        Assert.Equal(Number(golden, "log_loss"), Calibration.LogLoss(labels, scores), Tolerance);
        Assert.Equal(Number(golden, "ece_10_equal_width"), Calibration.ExpectedError(labels, scores), Tolerance);
        Assert.Equal(Number(golden, "f1_at_half"), ScoreMetrics.At(labels, scores).F1, Tolerance);
        Assert.Equal(Number(golden, "balanced_accuracy_at_half"), ScoreMetrics.At(labels, scores).BalancedAccuracy, Tolerance);

        var roc = ScoreMetrics.Roc(labels, scores);
        AssertAll(Numbers(golden.GetProperty("roc"), "fpr"), roc.Select(point => point.FalsePositiveRate));
        AssertAll(Numbers(golden.GetProperty("roc"), "tpr"), roc.Select(point => point.TruePositiveRate));

        var isotonic = IsotonicRegression.Fit(labels, scores);
        AssertAll(Numbers(golden, "isotonic"), Numbers(golden, "isotonic_at").Select(isotonic.At));

        var (slope, intercept) = Calibration.Platt(labels, scores);
        var platt = golden.GetProperty("platt_unregularised");
        // The reference's solver stops at a gradient of 1e-4, ours at the maximum: near it, and at least as likely.
        Assert.Equal(Number(platt, "slope"), slope, 1e-3 * slope);
        Assert.Equal(Number(platt, "intercept"), intercept, 1e-3 * slope);
        Assert.True(PlattLoss(slope, intercept) <= PlattLoss(Number(platt, "slope"), Number(platt, "intercept")));

        double PlattLoss(double a, double b) =>
            Calibration.LogLoss(labels, [.. scores.Select(score => 1 / (1 + Math.Exp(-((a * score) + b))))]);
    }

    [Fact]
    public void Sample_sizes_match()
    {
        var rows = Section("sample_size_two_proportions");
        foreach (var row in rows)
        {
            var n = TwoProportions.SampleSizePerGroup(Number(row, "p1"), Number(row, "p2"), Number(row, "alpha"), Number(row, "power"));
            Assert.Equal(Number(row, "n_per_arm"), n, Tolerance * n);
        }

        GoldenFolder.Report("statistics/sample_size_two_proportions", rows.Count, skipped: 0);
    }

    [Fact]
    public void Quantiles_and_tail_probabilities_match()
    {
        var golden = Root().GetProperty("distributions");
        var checkedRows = 0;
        void Each(string name, Func<JsonElement, double> compute, double tolerance)
        {
            foreach (var row in golden.GetProperty(name).EnumerateArray())
            {
                Assert.Equal(row[row.GetArrayLength() - 1].GetDouble(), compute(row), tolerance);
                checkedRows++;
            }
        }

        Each("normal_quantile", row => Distributions.NormalQuantile(row[0].GetDouble()), QuantileTolerance);
        Each("t_quantile", row => Distributions.StudentQuantile(row[0].GetDouble(), row[1].GetDouble()), QuantileTolerance);
        Each("beta_quantile", row => Distributions.BetaQuantile(row[0].GetDouble(), row[1].GetDouble(), row[2].GetDouble()), QuantileTolerance);
        Each("chi2_sf", row => Distributions.ChiSquaredSurvival(row[0].GetDouble(), row[1].GetDouble()), Tolerance);
        Each("binom_two_sided", row => Distributions.BinomialTwoSided(row[0].GetInt32(), row[1].GetInt32()), Tolerance);
        GoldenFolder.Report("statistics/distributions", checkedRows, skipped: 0);
    }

    [Fact]
    public void No_section_of_the_golden_file_is_left_out() => Assert.Equal(
        [
            "agreement", "difference_of_proportions", "distributions", "mcnemar", "multiple_testing", "paired", "proportion_intervals",
            "sample_size_two_proportions", "scores", "versions",
        ],
        Root().EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));

    private static JsonElement Root() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(GoldenFolder.Kind("statistics"), "expected.json"))).RootElement;

    private static List<JsonElement> Section(string name) => [.. Root().GetProperty(name).EnumerateArray()];

    private static double Number(JsonElement row, string name) => row.GetProperty(name).GetDouble();

    private static double[] Numbers(JsonElement row, string name) =>
        [.. row.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];

    private static (int Count, int N) Pair(JsonElement row, string name) =>
        (row.GetProperty(name)[0].GetInt32(), row.GetProperty(name)[1].GetInt32());

    private static void AssertInterval(JsonElement row, string name, Interval interval)
    {
        Assert.Equal(row.GetProperty(name)[0].GetDouble(), interval.Low, Tolerance);
        Assert.Equal(row.GetProperty(name)[1].GetDouble(), interval.High, Tolerance);
    }

    private static void AssertTest(JsonElement row, string name, HypothesisTest test)
    {
        Assert.Equal(row.GetProperty(name)[0].GetDouble(), test.Statistic, Tolerance);
        Assert.Equal(row.GetProperty(name)[1].GetDouble(), test.P, Tolerance);
    }

    private static void AssertAll(double[] expected, IEnumerable<double> actual)
    {
        var values = actual.ToArray();
        Assert.Equal(expected.Length, values.Length);
        Assert.All(expected.Zip(values), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
    }
}
