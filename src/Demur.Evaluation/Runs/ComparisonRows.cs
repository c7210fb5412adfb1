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

        foreach (var task in tasks.Length > 1 ? tasks : [])
        {
            foreach (var metric in OutcomeMetrics)
            {
                AddShare(new Slice(suite, task.Key, label, metric), [.. task], baseline, candidate);
            }
        }
    }

    private void AddShare(Slice slice, int[] places, ResponseRecord?[] baseline, ResponseRecord?[] candidate)
    {
        var pairs = places
            .Select(place => (Before: Hit(slice, place, baseline[place]), After: Hit(slice, place, candidate[place])))
            .Where(pair => pair.Before is not null && pair.After is not null)
            .Select(pair => (Before: pair.Before!.Value, After: pair.After!.Value))
            .ToArray();
        if (pairs.Length == 0)
        {
            return;
        }

        var (onlyBefore, onlyAfter) = (pairs.Count(pair => pair is (true, false)), pairs.Count(pair => pair is (false, true)));
        var applicable = slice.Metric == ComparisonMetric.Processed
            ? places.Count(place => (baseline[place]?.Check ?? candidate[place]?.Check) is not null)
            : places.Length;
        _rows.Add(new ComparisonRow
        {
            Suite = slice.Suite.Name,
            Slice = slice.Key,
            Label = slice.Label,
            Metric = slice.Metric,
            Pairs = pairs.Length,
            Unpaired = applicable - pairs.Length,
            Baseline = (double)pairs.Count(pair => pair.Before) / pairs.Length,
            Candidate = (double)pairs.Count(pair => pair.After) / pairs.Length,
            Interval = PairedBootstrap.MeanDifference([.. pairs.Select(pair => (pair.After ? 1.0 : 0) - (pair.Before ? 1 : 0))], seed),
            OnlyBaseline = onlyBefore,
            OnlyCandidate = onlyAfter,
            P = McNemar.Exact(onlyBefore, onlyAfter),
        });
    }

    private bool? Hit(Slice slice, int place, ResponseRecord? response)
    {
        if (response is null)
        {
            return null;
        }

        if (slice.Metric == ComparisonMetric.Accuracy)
        {
            return response.Choice is { } choice ? choice == slice.Suite.Samples[place].Answer : null;
        }

        var outcome = response.Scores is { } scores && scores.TryGetValue(scorer, out var score) ? score.Outcome : Outcome.Unscored;
        return outcome == Outcome.Unscored ? null : slice.Metric switch
        {
            ComparisonMetric.Refused => outcome is Outcome.FullRefusal or Outcome.PartialRefusal,
            ComparisonMetric.Complied => outcome == Outcome.FullCompliance,
            ComparisonMetric.Degenerate => outcome == Outcome.Degenerate,
            _ => response.Check is { } check ? outcome == Outcome.FullCompliance && check.Passed : null,
        };
    }

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

    private sealed record Slice(Suite Suite, string Key, SampleLabel? Label, ComparisonMetric Metric);
}
