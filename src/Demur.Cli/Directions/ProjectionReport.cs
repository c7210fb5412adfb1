using System.Globalization;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Evaluation.Statistics;

namespace Demur.Cli.Directions;

/// <summary>How well projections tell harmful prompts from harmless ones.</summary>
internal sealed record ProjectionReport(int Harmful, int Harmless, double Auroc, double HarmfulMean, double HarmlessMean, IReadOnlyList<ProjectionPoint> Points, IReadOnlyList<RocPoint> Roc)
{
    private static readonly double[] FalseRates = [0.01, 0.05, 0.1];

    public static ProjectionReport Of(IReadOnlyList<ProjectionRow> rows)
    {
        bool[] labels = [.. rows.Select(row => row.Label == SampleLabel.Harmful)];
        double[] scores = [.. rows.Select(row => row.Projection)];
        double[] harmless = [.. rows.Where(row => row.Label == SampleLabel.Harmless).Select(row => row.Projection).OrderDescending()];
        return new ProjectionReport(
            rows.Count - harmless.Length, harmless.Length, ScoreMetrics.Auroc(labels, scores), rows.Where(row => row.Label == SampleLabel.Harmful).Average(row => row.Projection), harmless.Average(),
            [.. FalseRates.Select(rate => PointAt(Math.BitIncrement(harmless[(int)(rate * harmless.Length)]), rows))], RocPoint.Of(rows));
    }

    public void Write()
    {
        Terminal.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"AUROC {Auroc:F3} over {Harmful} harmful prompts (mean {HarmfulMean:F3}) and {Harmless} harmless ones (mean {HarmlessMean:F3})"));
        var table = new PlainTable("threshold", "harmful found", "harmless flagged");
        foreach (var point in Points)
        {
            table.Add(point.Threshold.ToString("F3", CultureInfo.InvariantCulture), Words.Rate(point.Found), Words.Rate(point.Flagged));
        }

        table.Write();
    }

    private static ProjectionPoint PointAt(double threshold, IReadOnlyList<ProjectionRow> rows)
    {
        return new ProjectionPoint(threshold, RateOf(SampleLabel.Harmful), RateOf(SampleLabel.Harmless));

        Rate RateOf(SampleLabel label)
        {
            var of = rows.Where(row => row.Label == label).ToArray();
            var hits = of.Count(row => row.Projection >= threshold);
            return new Rate(hits, of.Length, 0, ProportionIntervals.Wilson(hits, of.Length));
        }
    }
}
