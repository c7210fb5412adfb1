using MathNet.Numerics.Statistics;

namespace Demur.Evaluation.Statistics;

/// <summary>Correlation coefficients with two-sided p-values.</summary>
public static class Correlations
{
    private const int LargestExact = 33;

    /// <summary>Pearson's r.</summary>
    /// <param name="a">The first of each pair.</param>
    /// <param name="b">The second of each pair.</param>
    public static HypothesisTest Pearson(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        var r = Correlation.Pearson(a, b);
        return new HypothesisTest(r, OfCoefficient(r, a.Count));
    }

    /// <summary>Spearman's rho.</summary>
    /// <param name="a">The first of each pair.</param>
    /// <param name="b">The second of each pair.</param>
    public static HypothesisTest Spearman(IReadOnlyList<double> a, IReadOnlyList<double> b) => Pearson(Ranks.Of(a), Ranks.Of(b));

    /// <summary>Kendall's tau-b; exact to 33 pairs without ties, then by the normal approximation.</summary>
    /// <param name="a">The first of each pair.</param>
    /// <param name="b">The second of each pair.</param>
    public static HypothesisTest Kendall(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        var n = a.Count;
        double concordant = 0, discordant = 0;
        for (var i = 0; i < n; i++)
        {
            for (var j = i + 1; j < n; j++)
            {
                var sign = Math.Sign(a[i] - a[j]) * Math.Sign(b[i] - b[j]);
                concordant += sign > 0 ? 1 : 0;
                discordant += sign < 0 ? 1 : 0;
            }
        }

        var (ta, tb) = (Ranks.Ties(a), Ranks.Ties(b));
        var pairs = n * (n - 1) / 2.0;
        var (tiedA, tiedB) = (ta.Sum(t => t * (t - 1) / 2), tb.Sum(t => t * (t - 1) / 2));
        var tau = (concordant - discordant) / Math.Sqrt((pairs - tiedA) * (pairs - tiedB));
        var fewest = Math.Min(discordant, pairs - discordant);
        var exact = ta.Length == 0 && tb.Length == 0 && (n <= LargestExact || fewest <= 1);
        return new HypothesisTest(tau, exact ? ExactKendall(n, (int)fewest) : ApproximateKendall(n, concordant - discordant, ta, tb));
    }

    private static double OfCoefficient(double r, int n) => Math.Abs(r) >= 1
        ? 0
        : Distributions.StudentTwoSided(r * Math.Sqrt((n - 2) / ((1 - r) * (1 + r))), n - 2);

    // The distribution of the number of inversions of a random order of n.
    private static double ExactKendall(int n, int inversions)
    {
        if (2 * inversions == n * (n - 1) / 2)
        {
            return 1;
        }

        double[] mass = [1];
        for (var size = 2; size <= n; size++)
        {
            var next = new double[mass.Length + size - 1];
            for (var i = 0; i < mass.Length; i++)
            {
                for (var shift = 0; shift < size; shift++)
                {
                    next[i + shift] += mass[i] / size;
                }
            }

            mass = next;
        }

        return Math.Min(1, 2 * mass.Take(inversions + 1).Sum());
    }

    private static double ApproximateKendall(int n, double difference, double[] ta, double[] tb)
    {
        var m = n * (n - 1.0);
        double Pairs(double[] ties) => ties.Sum(t => t * (t - 1) / 2);
        double Triples(double[] ties) => ties.Sum(t => t * (t - 1) * (t - 2));
        double Weighted(double[] ties) => ties.Sum(t => t * (t - 1) * ((2 * t) + 5));

        var variance = (((m * ((2 * n) + 5)) - Weighted(ta) - Weighted(tb)) / 18)
            + (2 * Pairs(ta) * Pairs(tb) / m)
            + (Triples(ta) * Triples(tb) / (9 * m * (n - 2)));
        return Distributions.NormalTwoSided(difference / Math.Sqrt(variance));
    }
}
