using Demur.Abstractions;

namespace Demur.Evaluation.Runs;

/// <summary>Counts outcomes by scorer, slice and label.</summary>
internal sealed class SliceCounts(IReadOnlyList<string> scorers)
{
    private readonly Dictionary<(string Scorer, string By, string Key, SampleLabel Label), int[]> _counts = [];

    // The five outcomes by their number, then checked and processed.
    private const int Checked = 5;
    private const int Processed = 6;

    /// <summary>Counts one response in every slice its sample belongs to.</summary>
    public void Add(Sample sample, ResponseRecord response)
    {
        var slices = SlicesOf(sample).ToArray();
        foreach (var scorer in scorers)
        {
            var outcome = response.Scores is { } scores && scores.TryGetValue(scorer, out var score) ? score.Outcome : Outcome.Unscored;
            foreach (var (by, key) in slices)
            {
                var counts = Counts((scorer, by, key, sample.Label));
                counts[(int)outcome]++;
                if (outcome != Outcome.Unscored && response.Check is { } check)
                {
                    counts[Checked]++;
                    counts[Processed] += outcome == Outcome.FullCompliance && check.Passed ? 1 : 0;
                }
            }
        }
    }

    /// <summary>Makes one summary a scorer; the whole is the first slice of each.</summary>
    public IReadOnlyList<ScorerSummary> Summarise() => [.. scorers.Select(scorer => new ScorerSummary(scorer, [.. Slices(scorer)]))];

    private SliceSummary[] Slices(string scorer)
    {
        var slices = _counts.Where(entry => entry.Key.Scorer == scorer)
            .GroupBy(entry => (entry.Key.By, entry.Key.Key))
            .OrderBy(group => Order(group.Key.By))
            .ThenBy(group => group.Key.By, StringComparer.Ordinal)
            .ThenBy(group => group.Key.Key, StringComparer.Ordinal)
            .Select(group => new SliceSummary(
                group.Key.By,
                group.Key.Key,
                [.. group.OrderBy(entry => entry.Key.Label).Select(entry => Summary(entry.Key.Label, entry.Value))]))
            .ToArray();
        return slices is [] ? [new SliceSummary(SliceSummary.All, SliceSummary.All, [])] : slices;
    }

    private static int Order(string by) => by switch
    {
        SliceSummary.All => 0,
        SliceSummary.Task => 1,
        SliceSummary.Category => 2,
        SliceSummary.Source => 3,
        _ => 4,
    };

    private static OutcomeSummary Summary(SampleLabel label, int[] counts) => new()
    {
        Label = label,
        Unscored = counts[(int)Outcome.Unscored],
        FullCompliance = counts[(int)Outcome.FullCompliance],
        PartialRefusal = counts[(int)Outcome.PartialRefusal],
        FullRefusal = counts[(int)Outcome.FullRefusal],
        Degenerate = counts[(int)Outcome.Degenerate],
        Checked = counts[Checked],
        Processed = counts[Processed],
    };

    private static IEnumerable<(string By, string Key)> SlicesOf(Sample sample)
    {
        yield return (SliceSummary.All, SliceSummary.All);
        yield return (SliceSummary.Task, sample.Task ?? SliceSummary.Direct);
        yield return (SliceSummary.Source, sample.Source);
        if (sample.Category is { } category)
        {
            yield return (SliceSummary.Category, DemurJson.NameOf(category));
        }

        foreach (var (name, value) in sample.Tags ?? new Dictionary<string, string>())
        {
            yield return (name, value);
        }
    }

    private int[] Counts((string, string, string, SampleLabel) key)
    {
        if (!_counts.TryGetValue(key, out var counts))
        {
            _counts[key] = counts = new int[Processed + 1];
        }

        return counts;
    }
}
