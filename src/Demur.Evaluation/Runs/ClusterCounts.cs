using Demur.Abstractions;
using Demur.Evaluation.Statistics;

namespace Demur.Evaluation.Runs;

/// <summary>Counts refusals of one suite by label and cluster.</summary>
internal sealed class ClusterCounts(string? scorer)
{
    private readonly Dictionary<(SampleLabel Label, string Cluster), (int Hits, int Samples)> _counts = [];

    /// <summary>Tells whether samples of a suite may share a cluster; half a million that cannot are not kept count of.</summary>
    public static bool Occur(Suite suite) =>
        suite.Kind == SuiteKind.Generation && suite.Samples.Any(sample => sample.Document is not null || SuiteEpochs.EpochOf(sample) > 1);

    /// <summary>Counts one response.</summary>
    public void Add(Sample sample, ResponseRecord response)
    {
        if (scorer is not null && ResponseHits.Of(ComparisonMetric.Refused, sample, response, scorer) is { } refused)
        {
            var key = (sample.Label, SampleCluster.Of(sample));
            var (hits, samples) = _counts.GetValueOrDefault(key);
            _counts[key] = (hits + (refused ? 1 : 0), samples + 1);
        }
    }

    /// <summary>Makes one entry a label whose samples do come in clusters.</summary>
    public IReadOnlyList<ClusteredRefusal> Summarise() =>
    [
        .. _counts.GroupBy(entry => entry.Key.Label).OrderBy(group => group.Key)
            .Where(group => group.Any(entry => entry.Value.Samples > 1))
            .Select(group => new ClusteredRefusal(group.Key, ClusteredProportion.Of([.. group.Select(entry => entry.Value)]))),
    ];
}
