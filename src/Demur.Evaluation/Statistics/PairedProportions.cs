using Demur.Abstractions;

namespace Demur.Evaluation.Statistics;

/// <summary>Intervals of the difference of two shares over the same samples.</summary>
public static class PairedProportions
{
    /// <summary>Newcombe's interval of second minus first (Newcombe 1998, Statistics in Medicine 17:2635, method 10, with its correction of the correlation).</summary>
    /// <remarks>It keeps its width where nothing changed in a few pairs, where a bootstrap's has none.</remarks>
    /// <param name="both">Pairs that are a hit in both.</param>
    /// <param name="onlyFirst">Pairs that are a hit in the first alone.</param>
    /// <param name="onlySecond">Pairs that are a hit in the second alone.</param>
    /// <param name="neither">Pairs that are a hit in neither; the counts may be scaled to effective ones.</param>
    /// <param name="alpha">One minus the coverage.</param>
    public static Interval Newcombe(double both, double onlyFirst, double onlySecond, double neither, double alpha = 0.05)
    {
        var n = both + onlyFirst + onlySecond + neither;
        var (first, second) = ((both + onlyFirst) / n, (both + onlySecond) / n);
        var z = Distributions.NormalQuantile(1 - (alpha / 2));
        var (a, b) = (ProportionIntervals.WilsonOfShare(first, n, z), ProportionIntervals.WilsonOfShare(second, n, z));
        var correlation = Correlation(both, onlyFirst, onlySecond, neither);
        return new Interval(
            Math.Max(-1, second - first - Distance(second - b.Low, a.High - first, correlation)),
            Math.Min(1, second - first + Distance(b.High - second, first - a.Low, correlation)));
    }

    /// <summary>Computes how many independent pairs clustered pairs are worth, from how their net changes vary.</summary>
    /// <param name="clusters">Each cluster's net change and its pairs.</param>
    /// <returns>At most the pairs; the clusters where nothing changed in any, as then the variation cannot be seen.</returns>
    public static double EffectivePairs(IReadOnlyCollection<(int Net, int Pairs)> clusters)
    {
        ArgumentNullException.ThrowIfNull(clusters);
        var (count, pairs) = (clusters.Count, clusters.Sum(cluster => cluster.Pairs));
        if (count == pairs)
        {
            return pairs;
        }

        var mean = (double)clusters.Sum(cluster => cluster.Net) / pairs;
        var clustered = clusters.Sum(cluster => Math.Pow(cluster.Net - (mean * cluster.Pairs), 2)) * count / Math.Max(1, count - 1);

        // Pairs change by 1, 0 or -1; the most that independent ones of this mean can vary is what the changes themselves show.
        var single = clusters.Sum(cluster => Math.Abs(cluster.Net)) - (pairs * mean * mean);
        return clustered <= 0 || single <= 0 ? count : Math.Max(count, Math.Min(pairs, pairs * single / clustered));
    }

    private static double Correlation(double both, double onlyFirst, double onlySecond, double neither)
    {
        var n = both + onlyFirst + onlySecond + neither;
        var product = (both + onlyFirst) * (onlySecond + neither) * (both + onlySecond) * (onlyFirst + neither);
        var cross = (both * neither) - (onlyFirst * onlySecond);
        cross = cross > n / 2 ? cross - (n / 2) : cross >= 0 ? 0 : cross;
        return product <= 0 ? 0 : cross / Math.Sqrt(product);
    }

    private static double Distance(double own, double other, double correlation) =>
        Math.Sqrt(Math.Max(0, (own * own) - (2 * correlation * own * other) + (other * other)));
}
