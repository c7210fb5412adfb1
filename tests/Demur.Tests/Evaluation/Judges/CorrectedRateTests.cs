using Demur.Evaluation.Judges;
using Xunit;

namespace Demur.Tests.Evaluation.Judges;

public sealed class CorrectedRateTests
{
    [Theory]
    [InlineData(0, 50)]
    [InlineData(1, 200)]
    [InlineData(50, 50)]
    public void An_estimate_at_the_border_keeps_an_interval_with_a_width(int hits, int of)
    {
        // Sensitivity .9 and specificity .8: no hit at all is fewer than false alarms alone would make.
        var rate = CorrectedRate.Of(hits, of, Judge(truePositive: 90, falsePositive: 20, falseNegative: 10, trueNegative: 80));

        Assert.True(rate.Interval.High - rate.Interval.Low > 0.01, $"{rate.Interval}");
        Assert.InRange(rate.Corrected, rate.Interval.Low, rate.Interval.High);
    }

    [Fact]
    public void Fewer_rows_make_the_interval_at_the_border_wider()
    {
        var judge = Judge(truePositive: 90, falsePositive: 20, falseNegative: 10, trueNegative: 80);

        Assert.True(CorrectedRate.Of(0, 20, judge).Interval.High > CorrectedRate.Of(0, 500, judge).Interval.High);
    }

    [Fact]
    public void Away_from_the_border_the_interval_is_that_of_Lang_and_Reiczigel()
    {
        // By hand: n' = 103.84, p' = .5; se' = 91 / 102, sp' = 81 / 102; centre (p' + sp' - 1) / (se' + sp' - 1) = .42857.
        var rate = CorrectedRate.Of(50, 100, Judge(truePositive: 90, falsePositive: 20, falseNegative: 10, trueNegative: 80));

        Assert.Equal(0.3 / 0.7, rate.Corrected, 1e-12);
        Assert.InRange(rate.Interval.Low, 0.20, 0.30);
        Assert.InRange(rate.Interval.High, 0.55, 0.65);
    }

    private static ClassAgreement Judge(int truePositive, int falsePositive, int falseNegative, int trueNegative) => new()
    {
        Class = "full_refusal",
        TruePositive = truePositive,
        FalsePositive = falsePositive,
        FalseNegative = falseNegative,
        TrueNegative = trueNegative,
        Accuracy = default,
        F1 = default,
        Sensitivity = default,
        Specificity = default,
        Kappa = default,
    };
}
