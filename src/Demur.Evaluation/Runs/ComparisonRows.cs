using Demur.Abstractions;
using Demur.Evaluation.Statistics;

namespace Demur.Evaluation.Runs;

/// <summary>Builds the rows of a comparison from paired responses.</summary>
internal sealed class ComparisonRows(string scorer, int seed)
{
    private static readonly ComparisonMetric[] OutcomeMetrics =
        [ComparisonMetric.Refused, ComparisonMetric.Complied, ComparisonMetric.Processed, ComparisonMetric.Degenerate];

    private readonly List<ComparisonRow> _rows = [];

    /// <summary>Gets the rows so far.</summary>
    public IReadOnlyList<ComparisonRow> Result => _rows;

    /// <summary>Adds the rows of one suite.</summary>
    public void Add(Suite suite, ResponseRecord?[] baseline, ResponseRecord?[] candidate)
    {
        if (suite.Kind == SuiteKind.MultipleChoice)
        {
            AddShare(new Slice(suite, SliceSummary.All, null, ComparisonMetric.Accuracy), AllOf(suite), baseline, candidate);
        }
        else if (suite.Kind == SuiteKind.CrossEntropy)
        {
            AddCrossEntropy(suite, baseline, candidate);
        }
        else
        {
            foreach (var label in suite.Samples.Select(sample => sample.Label).Distinct().Order())
            {
                AddLabel(suite, label, baseline, candidate);
            }
        }
    }

    /// <summary>Gets the rows with Holm's adjustment over the whole suites of each metric.</summary>
    public IReadOnlyList<ComparisonRow> Adjusted()
    {
        foreach (var family in _rows.Index().Where(row => row.Item is { Slice: SliceSummary.All, P: not null }).GroupBy(row => row.Item.Metric).ToArray())
        {
            var adjusted = MultipleTesting.Holm([.. family.Select(row => row.Item.P!.Value)]);
            foreach (var ((index, row), p) in family.Zip(adjusted))
            {
                _rows[index] = row with { AdjustedP = p };
            }
        }

        return _rows;
    }

    private static int[] AllOf(Suite suite) => [.. Enumerable.Range(0, suite.Samples.Count)];

    private void AddLabel(Suite suite, SampleLabel label, ResponseRecord?[] baseline, ResponseRecord?[] candidate)
    {
        var places = AllOf(suite).Where(index => suite.Samples[index].Label == label).ToArray();
        var tasks = places.GroupBy(index => suite.Samples[index].Task ?? SliceSummary.Direct).OrderBy(group => group.Key, StringComparer.Ordinal).ToArray();
        foreach (var metric in OutcomeMetrics)
        {
            AddShare(new Slice(suite, SliceSummary.All, label, metric), places, baseline, candidate);
        }

        var categories = places.Where(index => suite.Samples[index].Category is not null)
            .GroupBy(index => DemurJson.NameOf(suite.Samples[index].Category!.Value))
            .OrderBy(group => group.Key, StringComparer.Ordinal).ToArray();
        AddSlices(tasks, key => new Slice(suite, key, label, default) { By = SliceSummary.Task }, baseline, candidate);
        AddSlices(categories, key => new Slice(suite, key, label, default) { By = SliceSummary.Category }, baseline, candidate);
    }

    private void AddSlices(IGrouping<string, int>[] groups, Func<string, Slice> make, ResponseRecord?[] baseline, ResponseRecord?[] candidate)
    {
        foreach (var group in groups.Length > 1 ? groups : [])
        {
            foreach (var metric in OutcomeMetrics)
            {
                AddShare(make(group.Key) with { Metric = metric }, [.. group], baseline, candidate);
            }
        }
    }

    private void AddShare(Slice slice, int[] places, ResponseRecord?[] baseline, ResponseRecord?[] candidate)
    {
        var pairs = places
            .Select(place => (Place: place, Before: Hit(slice, place, baseline[place]), After: Hit(slice, place, candidate[place])))
            .Where(pair => pair.Before is not null && pair.After is not null)
            .Select(pair => (Cluster: SampleCluster.Of(slice.Suite.Samples[pair.Place]), Before: pair.Before!.Value, After: pair.After!.Value))
            .ToArray();
        if (pairs.Length == 0)
        {
            return;
        }

        var (onlyBefore, onlyAfter) = (pairs.Count(pair => pair.Before && !pair.After), pairs.Count(pair => pair.After && !pair.Before));
        (int Net, int Pairs)[] clusters = [.. pairs.GroupBy(pair => pair.Cluster, StringComparer.Ordinal)
            .Select(cluster => (cluster.Sum(pair => (pair.After ? 1 : 0) - (pair.Before ? 1 : 0)), cluster.Count()))];
        int[] nets = [.. clusters.Select(cluster => cluster.Net)];
        var applicable = slice.Metric == ComparisonMetric.Processed
            ? places.Count(place => (baseline[place]?.Check ?? candidate[place]?.Check) is not null)
            : places.Length;
        _rows.Add(new ComparisonRow
        {
            Suite = slice.Suite.Name,
            By = slice.By,
            Slice = slice.Key,
            Label = slice.Label,
            Metric = slice.Metric,
            Pairs = pairs.Length,
            Unpaired = applicable - pairs.Length,
            Baseline = (double)pairs.Count(pair => pair.Before) / pairs.Length,
            Candidate = (double)pairs.Count(pair => pair.After) / pairs.Length,
            Interval = PairedBootstrap.RatioOfSums([.. nets.Select(net => (double)net)], [.. clusters.Select(cluster => (double)cluster.Pairs)], seed),
            Clusters = clusters.Length,
            EffectivePairs = PairedProportions.EffectivePairs(clusters),
            OnlyBaseline = onlyBefore,
            OnlyCandidate = onlyAfter,
            P = ClusteredMcNemar.TwoSided(nets),
            FallP = ClusteredMcNemar.Fall(nets),
            RiseP = ClusteredMcNemar.Fall(nets.Select(net => -net)),
        });
    }

    private bool? Hit(Slice slice, int place, ResponseRecord? response) => ResponseHits.Of(slice.Metric, slice.Suite.Samples[place], response, scorer);

    private void AddCrossEntropy(Suite suite, ResponseRecord?[] baseline, ResponseRecord?[] candidate)
    {
        var pairs = baseline.Zip(candidate)
            .Where(pair => pair is { First: { Nats: not null, Tokens: > 0 }, Second: { Nats: not null, Tokens: > 0 } })
            .Select(pair => (First: pair.First!, Second: pair.Second!))
            .ToArray();
        if (pairs.Length == 0)
        {
            return;
        }

        double tokens = pairs.Sum(pair => pair.First.Tokens!.Value);
        _rows.Add(new ComparisonRow
        {
            Suite = suite.Name,
            Slice = SliceSummary.All,
            Metric = ComparisonMetric.CrossEntropy,
            Pairs = pairs.Length,
            Unpaired = suite.Samples.Count - pairs.Length,
            Baseline = pairs.Sum(pair => pair.First.Nats!.Value) / tokens,
            Candidate = pairs.Sum(pair => pair.Second.Nats!.Value) / pairs.Sum(pair => pair.Second.Tokens!.Value),
            Interval = PairedBootstrap.RatioOfSums(
                [.. pairs.Select(pair => pair.Second.Nats!.Value - pair.First.Nats!.Value)],
                [.. pairs.Select(pair => (double)pair.First.Tokens!.Value)],
                seed),
        });
    }

    private sealed record Slice(Suite Suite, string Key, SampleLabel? Label, ComparisonMetric Metric)
    {
        public string By { get; init; } = SliceSummary.All;
    }
}
