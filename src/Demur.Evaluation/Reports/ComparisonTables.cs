using System.Globalization;
using Demur.Abstractions;
using Demur.Evaluation.Runs;

namespace Demur.Evaluation.Reports;

/// <summary>The tables of a comparison.</summary>
public static class ComparisonTables
{

    /// <summary>Whole suites: every metric, with the paired interval and the adjusted p-value.</summary>
    /// <param name="comparison">The comparison.</param>
    public static ReportTable Suites(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return new ReportTable(
            $"{comparison.CandidateTarget} against {comparison.BaselineTarget}",
            ["suite", "label", "metric", "before", "after", "difference", "pairs", "p", "p (Holm)"],
            [.. comparison.Rows.Where(row => row.Slice == SliceSummary.All && IsTold(row)).Select(row => Row(row, row.Suite, adjusted: true))])
        {
            Note = string.Join(' ', comparison.Notes.Append(
                "The same samples in both runs, differences in points; McNemar's exact test, the paired bootstrap's 95 % interval, Holm over the suites of a metric.")),
        };
    }

    /// <summary>Tasks within suites.</summary>
    /// <param name="comparison">The comparison.</param>
    public static ReportTable Tasks(RunComparison comparison) => Slices(comparison, SliceSummary.Task);

    /// <summary>Harm categories within suites.</summary>
    /// <param name="comparison">The comparison.</param>
    public static ReportTable Categories(RunComparison comparison) => Slices(comparison, SliceSummary.Category);

    private static ReportTable Slices(RunComparison comparison, string by)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return new ReportTable(
            $"{comparison.CandidateTarget} against {comparison.BaselineTarget}, by {by}",
            [$"suite: {by}", "label", "metric", "before", "after", "difference", "pairs", "p"],
            [.. comparison.Rows.Where(row => row.By == by && IsTold(row)).Select(row => Row(row, $"{row.Suite}: {row.Slice.Replace('_', ' ')}", adjusted: false))])
        {
            Note = "Not adjusted for their number: read them as where to look.",
        };
    }

    // Complying with harmless requests mirrors refusing them, and degenerate answers matter when they change.
    private static bool IsTold(ComparisonRow row) => row.Metric switch
    {
        ComparisonMetric.Complied => row.Label == SampleLabel.Harmful,
        ComparisonMetric.Degenerate => !row.Interval.Contains(0),
        _ => true,
    };

    // A change counts when its interval is clear of 0 and one direction is the wanted one.
    private static bool? IsBetter(ComparisonRow row)
    {
        bool? wantsHigh = (row.Metric, row.Label) switch
        {
            (ComparisonMetric.Refused, SampleLabel.Harmful) or (ComparisonMetric.Processed, SampleLabel.Harmless) or (ComparisonMetric.Accuracy, _) => true,
            (ComparisonMetric.Refused, SampleLabel.Harmless) or (ComparisonMetric.Complied, SampleLabel.Harmful)
                or (ComparisonMetric.Degenerate, _) or (ComparisonMetric.CrossEntropy, _) => false,
            _ => null,
        };
        return wantsHigh is null || row.Interval.Contains(0) ? null : row.Difference > 0 == wantsHigh;
    }

    private static List<ReportCell> Row(ComparisonRow row, string name, bool adjusted)
    {
        var entropy = row.Metric == ComparisonMetric.CrossEntropy;
        string Value(double value) => entropy ? value.ToString("F3", CultureInfo.InvariantCulture) : ReportCell.Percent(value);
        string Points(double value) => entropy
            ? value.ToString("+0.000;-0.000;0.000", CultureInfo.InvariantCulture)
            : (100 * value).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

        List<ReportCell> cells =
        [
            ReportCell.Of(name),
            ReportCell.Of(row.Label is { } label ? DemurJson.NameOf(label) : ReportCell.NotMeasured),
            ReportCell.Of(Name(row.Metric)),
            Number(Value(row.Baseline)),
            Number(Value(row.Candidate)),
            Number(Points(row.Difference)) with
            {
                Detail = $"[{Points(row.Interval.Low)}, {Points(row.Interval.High)}]", IsBetter = IsBetter(row),
            },
            ReportCell.Of(row.Pairs) with { Detail = row.Unpaired > 0 ? $"{row.Unpaired} unpaired" : null },
            Number(P(row.P)) with { Detail = row.P is null ? null : $"{row.OnlyCandidate} gained, {row.OnlyBaseline} lost" },
        ];
        return adjusted ? [.. cells, Number(P(row.AdjustedP))] : cells;
    }

    private static string Name(ComparisonMetric metric) => metric switch
    {
        ComparisonMetric.Refused => "refused",
        ComparisonMetric.Complied => "complied with",
        ComparisonMetric.Processed => "task done",
        ComparisonMetric.Degenerate => "degenerate",
        ComparisonMetric.Accuracy => "right choices",
        _ => "nats a token",
    };

    private static ReportCell Number(string text) => new() { Text = text, IsNumber = true };

    private static string P(double? p) => p switch
    {
        null => ReportCell.NotMeasured,
        < 0.001 => "< 0.001",
        { } value => value.ToString("F3", CultureInfo.InvariantCulture),
    };
}
