using Demur.Abstractions;
using Demur.Evaluation.Statistics;

namespace Demur.Evaluation.Judges.Harm;

/// <summary>Measures verdicts on labelled rows: all together, by source, and by identity group within a source.</summary>
/// <param name="seed">The seed of the bootstrap.</param>
public sealed class HarmSlices(int seed)
{
    private const int Resamples = 500;

    /// <summary>Measures every slice; texts and requests are never pooled with answers.</summary>
    /// <param name="judged">The rows, at least one.</param>
    public IReadOnlyList<HarmSlice> Of(IReadOnlyList<HarmJudged> judged)
    {
        ArgumentNullException.ThrowIfNull(judged);
        List<HarmSlice> slices = [];
        foreach (var kind in judged.GroupBy(row => row.Labelled.Response is null).OrderByDescending(group => group.Key))
        {
            slices.Add(Measure(kind.Key ? "texts and requests" : "answers", [.. kind]));
            foreach (var source in kind.GroupBy(row => row.Labelled.Source, StringComparer.Ordinal))
            {
                slices.Add(Measure(source.Key, [.. source]));
                slices.AddRange(source.Where(row => row.Labelled.Group is not null).GroupBy(row => row.Labelled.Group!, StringComparer.Ordinal)
                    .OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => Measure($"{source.Key}/{group.Key}", [.. group])));
            }
        }

        return slices;
    }

    /// <summary>Measures rows as one slice.</summary>
    /// <param name="name">What they have in common.</param>
    /// <param name="rows">The rows, at least one.</param>
    public HarmSlice Measure(string name, IReadOnlyList<HarmJudged> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfZero(rows.Count);
        bool[] labels = [.. rows.Select(row => row.Labelled.Harmful)];
        double[] scores = [.. rows.Select(row => row.Verdict.Probability)];
        var counts = BinaryConfusion.Of(labels, [.. rows.Select(row => row.Verdict.Harmful)]);
        var both = labels.Contains(true) && labels.Contains(false);
        var draws = both ? Bootstrap(rows) : [];
        var categorised = rows.Where(row => row.Labelled is { Harmful: true, Category: not null }).ToArray();
        return new HarmSlice
        {
            Name = name,
            Rows = rows.Count,
            TruePositive = counts.TruePositive,
            FalsePositive = counts.FalsePositive,
            FalseNegative = counts.FalseNegative,
            TrueNegative = counts.TrueNegative,
            Precision = both ? Share(counts.TruePositive, counts.TruePositive + counts.FalsePositive) : default,
            Recall = Share(counts.TruePositive, counts.TruePositive + counts.FalseNegative),
            FalsePositiveRate = Share(counts.FalsePositive, counts.FalsePositive + counts.TrueNegative),
            F1 = both ? Bounded(counts.F1, draws, 0) : default,
            Kappa = both ? Bounded(counts.Kappa, draws, 1) : default,
            Auroc = both ? Bounded(ScoreMetrics.Auroc(labels, scores), draws, 2) : default,
            CalibrationError = Math.Round(Calibration.ExpectedError(labels, scores), 4),
            Categorised = categorised.Length,
            CategoryRight = Share(categorised.Count(row => row.Verdict.Category == row.Labelled.Category), categorised.Length),
        };
    }

    private static Estimate Share(int hits, int of) => of == 0 ? default : new Estimate((double)hits / of, ProportionIntervals.Wilson(hits, of));

    private static Estimate Bounded(double value, double[][] draws, int measure)
    {
        if (double.IsNaN(value))
        {
            return default;
        }

        var sorted = draws.Select(draw => draw[measure]).Where(draw => !double.IsNaN(draw)).Order().ToArray();
        return sorted.Length == 0 ? new Estimate(value, null) : new Estimate(value, new Interval(At(sorted, 0.025), At(sorted, 0.975)));
    }

    private static double At(double[] sorted, double share) => sorted[(int)Math.Round(share * (sorted.Length - 1))];

    // Whole prompts are drawn, as answers to one prompt are alike.
    private double[][] Bootstrap(IReadOnlyList<HarmJudged> rows)
    {
        var clusters = rows.GroupBy(row => row.Labelled.Prompt, StringComparer.Ordinal).Select(group => group.ToArray()).ToArray();
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Resamples).Select(_ =>
        {
            var drawn = Enumerable.Range(0, clusters.Length).SelectMany(_ => clusters[random.Next(clusters.Length)]).ToArray();
            bool[] labels = [.. drawn.Select(row => row.Labelled.Harmful)];
            var counts = BinaryConfusion.Of(labels, [.. drawn.Select(row => row.Verdict.Harmful)]);
            var both = labels.Contains(true) && labels.Contains(false);
            return new[] { counts.F1, counts.Kappa, both ? ScoreMetrics.Auroc(labels, [.. drawn.Select(row => row.Verdict.Probability)]) : double.NaN };
        })];
    }
}
