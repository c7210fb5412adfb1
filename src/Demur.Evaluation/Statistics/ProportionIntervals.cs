using Demur.Abstractions;

namespace Demur.Evaluation.Statistics;

/// <summary>Confidence intervals of a share.</summary>
public static class ProportionIntervals
{
    /// <summary>Wilson's score interval: the one that Demur's rates carry. Never empty, never outside [0, 1].</summary>
    /// <param name="count">The hits.</param>
    /// <param name="n">The trials, at least 1.</param>
    /// <param name="alpha">One minus the coverage.</param>
    public static Interval Wilson(int count, int n, double alpha = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        return WilsonOfShare((double)count / n, n, Distributions.NormalQuantile(1 - (alpha / 2)));
    }

    // Of a share of n trials, which need be no whole number where trials are worth less than one each.
    internal static Interval WilsonOfShare(double share, double n, double z)
    {
        var z2 = z * z;
        var centre = (share + (z2 / (2 * n))) / (1 + (z2 / n));
        var half = z / (1 + (z2 / n)) * Math.Sqrt((share * (1 - share) / n) + (z2 / (4 * n * n)));
        return new Interval(share == 0 ? 0 : Math.Max(0, centre - half), share == 1 ? 1 : Math.Min(1, centre + half));
    }

    /// <summary>The exact interval of Clopper and Pearson; covers at least as often as it says.</summary>
    /// <param name="count">The hits.</param>
    /// <param name="n">The trials, at least 1.</param>
    /// <param name="alpha">One minus the coverage.</param>
    public static Interval ClopperPearson(int count, int n, double alpha = 0.05) => new(
        count == 0 ? 0 : Distributions.BetaQuantile(alpha / 2, count, n - count + 1),
        count == n ? 1 : Distributions.BetaQuantile(1 - (alpha / 2), count + 1, n - count));

    /// <summary>The interval of Agresti and Coull, clipped to [0, 1].</summary>
    /// <param name="count">The hits.</param>
    /// <param name="n">The trials, at least 1.</param>
    /// <param name="alpha">One minus the coverage.</param>
    public static Interval AgrestiCoull(int count, int n, double alpha = 0.05)
    {
        var z = Distributions.NormalQuantile(1 - (alpha / 2));
        var trials = n + (z * z);
        var p = (count + (z * z / 2)) / trials;
        var half = z * Math.Sqrt(p * (1 - p) / trials);
        return new Interval(Math.Max(0, p - half), Math.Min(1, p + half));
    }

    /// <summary>The equal-tailed interval of Jeffreys' prior.</summary>
    /// <param name="count">The hits.</param>
    /// <param name="n">The trials, at least 1.</param>
    /// <param name="alpha">One minus the coverage.</param>
    public static Interval Jeffreys(int count, int n, double alpha = 0.05) => new(
        Distributions.BetaQuantile(alpha / 2, count + 0.5, n - count + 0.5),
        Distributions.BetaQuantile(1 - (alpha / 2), count + 0.5, n - count + 0.5));

    /// <summary>Makes a rate with its 95 % Wilson interval.</summary>
    /// <param name="hits">The samples that count as a hit.</param>
    /// <param name="scored">The samples in the denominator; 0 gives a rate without value.</param>
    /// <param name="unscored">The samples left out.</param>
    public static Rate Rate(int hits, int scored, int unscored) =>
        new(hits, scored, unscored, scored == 0 ? null : Wilson(hits, scored));
}
