using MathNet.Numerics.Distributions;

namespace Demur.Evaluation.Statistics;

/// <summary>McNemar's test on paired yes/no results: only the pairs that disagree count.</summary>
public static class McNemar
{
    /// <summary>The exact two-sided p-value.</summary>
    /// <param name="onlyFirst">Pairs where the first is a hit and the second is not.</param>
    /// <param name="onlySecond">Pairs where the second is a hit and the first is not.</param>
    /// <returns>1 when no pair disagrees.</returns>
    public static double Exact(int onlyFirst, int onlySecond)
    {
        var n = onlyFirst + onlySecond;
        return n == 0 ? 1 : Math.Min(1, 2 * Binomial.CDF(0.5, n, Math.Min(onlyFirst, onlySecond)));
    }

    /// <summary>The chi-squared statistic with continuity correction, and its p-value.</summary>
    /// <param name="onlyFirst">Pairs where the first is a hit and the second is not.</param>
    /// <param name="onlySecond">Pairs where the second is a hit and the first is not.</param>
    public static HypothesisTest ChiSquared(int onlyFirst, int onlySecond)
    {
        var n = onlyFirst + onlySecond;
        if (n == 0)
        {
            return new HypothesisTest(0, 1);
        }

        var distance = Math.Abs(onlyFirst - onlySecond) - 1.0;
        var statistic = distance * distance / n;
        return new HypothesisTest(statistic, Distributions.ChiSquaredSurvival(statistic, 1));
    }
}
