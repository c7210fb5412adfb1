using Demur.Abstractions;

namespace Demur.Evaluation.Statistics;

/// <summary>The interval of a share whose samples come in clusters: nine tasks on one document, ten epochs of one prompt.</summary>
/// <remarks>
/// Wilson's interval over the samples that the clusters are worth: the count divided by the design effect of the ratio estimator
/// (Cochran 1977, ch. 9; Korn and Graubard 1998), with Student's t over the clusters. The design effect is never taken below 1, and where every
/// sample agrees, so that it cannot be seen, the clusters count once each.
/// </remarks>
/// <param name="Share">The share.</param>
/// <param name="Interval">Its interval.</param>
/// <param name="Samples">The samples.</param>
/// <param name="Clusters">The clusters.</param>
/// <param name="EffectiveSamples">The independent samples they are worth.</param>
public sealed record ClusteredProportion(double Share, Interval Interval, int Samples, int Clusters, double EffectiveSamples)
{
    /// <summary>Estimates a share from the hits and samples of each cluster.</summary>
    /// <param name="clusters">Hits and samples of each; at least one cluster, and one sample in each.</param>
    /// <param name="alpha">One minus the coverage.</param>
    public static ClusteredProportion Of(IReadOnlyCollection<(int Hits, int Samples)> clusters, double alpha = 0.05)
    {
        ArgumentNullException.ThrowIfNull(clusters);
        ArgumentOutOfRangeException.ThrowIfZero(clusters.Count);
        var (hits, samples, count) = (clusters.Sum(cluster => cluster.Hits), clusters.Sum(cluster => cluster.Samples), clusters.Count);
        var share = (double)hits / samples;
        if (count == 1)
        {
            // One cluster says nothing about how clusters differ.
            return new ClusteredProportion(share, new Interval(0, 1), samples, 1, 1);
        }

        var critical = Distributions.StudentQuantile(1 - (alpha / 2), count - 1);
        var effective = EffectiveOf(clusters, share, samples);
        return new ClusteredProportion(share, ProportionIntervals.WilsonOfShare(share, effective, critical), samples, count, effective);
    }

    private static double EffectiveOf(IReadOnlyCollection<(int Hits, int Samples)> clusters, double share, int samples)
    {
        var count = clusters.Count;
        if (count == samples)
        {
            return samples;
        }

        if (share is 0 or 1)
        {
            return count;
        }

        var squares = clusters.Sum(cluster => Math.Pow(cluster.Hits - (share * cluster.Samples), 2));
        var variance = count / (count - 1.0) * squares / ((double)samples * samples);
        var simple = share * (1 - share) / samples;
        return samples / Math.Max(1, variance / simple);
    }
}
