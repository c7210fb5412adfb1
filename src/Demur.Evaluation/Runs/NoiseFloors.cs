using Demur.Abstractions;
using Demur.Evaluation.Statistics;

namespace Demur.Evaluation.Runs;

/// <summary>What repeated runs of one target show about how much its rates move by themselves.</summary>
public static class NoiseFloors
{
    /// <summary>Measures the floor of every suite and label: of refusing, of tasks done, of right choices.</summary>
    /// <param name="runs">At least two runs of the same target on the same suites; the first one's scorer leads.</param>
    /// <exception cref="DemurException">The runs are of different targets, or cannot be compared.</exception>
    public static IReadOnlyList<NoiseFloorRow> Of(IReadOnlyList<RunFolder> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count < 2)
        {
            throw new DemurException($"{runs.Count} run shows no noise; give two or more of the same target, each with another --seed.");
        }

        var scorer = runs[0].Record.Scorers[0].Name;
        foreach (var other in runs.Skip(1))
        {
            ComparisonGuard.Check(runs[0], other, scorer);
            if (other.Record.Target.Identity != runs[0].Record.Target.Identity)
            {
                throw new DemurException($"{other.Path} is a run of {other.Record.Target.Name}, {runs[0].Path} of {runs[0].Record.Target.Name}: noise is measured on one target.");
            }
        }

        var suites = runs[0].Suites.Where(suite => runs.All(run => run.Record.Suites.Any(other => other.Name == suite.Name))).ToArray();
        var responses = runs.Select(run => PairedResponses.Read(run, suites)).ToArray();
        return [.. suites.SelectMany(suite => Rows(suite, [.. responses.Select(run => run[suite.Name])], scorer))];
    }

    private static IEnumerable<NoiseFloorRow> Rows(Suite suite, IReadOnlyList<ResponseRecord?[]> runs, string scorer)
    {
        (SampleLabel? Label, ComparisonMetric Metric)[] measures = suite.Kind switch
        {
            SuiteKind.MultipleChoice => [(null, ComparisonMetric.Accuracy)],
            SuiteKind.CrossEntropy => [],
            _ => [.. suite.Samples.Select(sample => sample.Label).Distinct().Order().SelectMany(label =>
                new (SampleLabel?, ComparisonMetric)[] { (label, ComparisonMetric.Refused), (label, ComparisonMetric.Processed) })],
        };
        foreach (var (label, metric) in measures)
        {
            int[] places = [.. Enumerable.Range(0, suite.Samples.Count).Where(place => label is null || suite.Samples[place].Label == label)];
            IReadOnlyList<bool?>[] hits = [.. runs.Select(run => (IReadOnlyList<bool?>)[.. places.Select(place => ResponseHits.Of(metric, suite.Samples[place], run[place], scorer))])];
            if (hits[0].Any(hit => hit is not null))
            {
                yield return new NoiseFloorRow(suite.Name, label, metric, places.Length, NoiseFloor.Of(hits));
            }
        }
    }
}
