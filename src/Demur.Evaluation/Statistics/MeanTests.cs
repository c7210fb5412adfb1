using MathNet.Numerics.Statistics;

namespace Demur.Evaluation.Statistics;

/// <summary>Student's tests of a difference in means, two-sided.</summary>
public static class MeanTests
{
    /// <summary>The paired t test.</summary>
    /// <param name="a">The first of each pair.</param>
    /// <param name="b">The second of each pair.</param>
    public static HypothesisTest Paired(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(b.Count, a.Count);
        var differences = a.Zip(b, (x, y) => x - y).ToArray();
        var t = differences.Mean() / (differences.StandardDeviation() / Math.Sqrt(differences.Length));
        return new HypothesisTest(t, Distributions.StudentTwoSided(t, differences.Length - 1));
    }

    /// <summary>Welch's t test: unequal variances allowed.</summary>
    /// <param name="a">The first group.</param>
    /// <param name="b">The second group.</param>
    public static HypothesisTest Welch(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        var (va, vb) = (a.Variance() / a.Count, b.Variance() / b.Count);
        var t = (a.Mean() - b.Mean()) / Math.Sqrt(va + vb);
        var freedom = (va + vb) * (va + vb) / ((va * va / (a.Count - 1)) + (vb * vb / (b.Count - 1)));
        return new HypothesisTest(t, Distributions.StudentTwoSided(t, freedom));
    }
}
