using System.Globalization;
using System.Net;
using System.Text;
using Demur.Abstractions;
using Demur.Evaluation.Runs;

namespace Demur.Evaluation.Reports;

/// <summary>Both axes over the versions of a model or prompt, oldest first: a table and a plot.</summary>
/// <remarks>Runs stand in one line only when suites, token limits and the leading scorer are the same; others make histories of their own.</remarks>
public static class RunHistory
{
    private const double Width = 760;
    private const double Height = 300;
    private const double Left = 46;
    private const double Top = 16;
    private const double Bottom = 58;

    /// <summary>Groups runs that measured the same, oldest first.</summary>
    /// <param name="runs">The runs.</param>
    public static IReadOnlyList<IReadOnlyList<RunFolder>> Lines(IEnumerable<RunFolder> runs) =>
    [
        .. runs.GroupBy(run => string.Join(' ', run.Record.Suites.OrderBy(suite => suite.Name, StringComparer.Ordinal).Select(suite => suite.Hash).Append(run.Record.Scorers[0].Identity)))
            .OrderByDescending(group => group.Count())
            .Select(group => (IReadOnlyList<RunFolder>)[.. group.OrderBy(run => run.Record.StartedAt)]),
    ];

    /// <summary>Makes the table of one line of runs.</summary>
    /// <param name="line">The runs, oldest first.</param>
    public static ReportTable Table(IReadOnlyList<RunFolder> line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var record = line[0].Record;
        return new ReportTable(
            string.Join(", ", record.Suites.Select(suite => suite.Name)),
            ["started", "target", "run", "harmful refused", "harmless refused", "balanced accuracy", "harmless tasks done"],
            [.. line.Select(run => Row(run, run.Summarise()))])
        {
            Note = $"Scored by {record.Scorers[0].Name}. Balanced accuracy is 50 % for every policy that always or never refuses.",
        };
    }

    /// <summary>Draws one line of runs: harmful refused and harmless refused with their intervals, a point a run.</summary>
    /// <param name="line">The runs, oldest first.</param>
    public static string Plot(IReadOnlyList<RunFolder> line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var summaries = line.Select(run => run.Summarise().Lead?.Whole).ToArray();
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"plot history\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"Both axes over versions\">");
        for (var step = 0; step <= 4; step++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - 10}\" y1=\"{Y(step / 4.0):F1}\" y2=\"{Y(step / 4.0):F1}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"{Left - 8}\" y=\"{Y(step / 4.0) + 4:F1}\" text-anchor=\"end\">{25 * step}</text>");
        }

        Series(svg, [.. summaries.Select(slice => slice?.Of(SampleLabel.Harmful)?.RefusalRate)], ("run1", "harmful refused, %", 0));
        Series(svg, [.. summaries.Select(slice => slice?.Of(SampleLabel.Harmless)?.FalseRefusalRate)], ("run2", "harmless refused, %", 1));
        foreach (var (index, run) in line.Index())
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"{X(index, line.Count):F1}\" y=\"{Height - 36}\" text-anchor=\"middle\">{WebUtility.HtmlEncode(Short(run.Record.Target.Name))}</text>");
        }

        return svg.Append("</svg>").ToString();
    }

    /// <summary>Renders every line as one self-contained page.</summary>
    /// <param name="runs">The runs.</param>
    public static string Page(IEnumerable<RunFolder> runs) => HtmlReport.Page(
        "Refusal history",
        string.Concat(Lines(runs).Select(line => $"<section><h2>{WebUtility.HtmlEncode(Table(line).Title)}</h2><div class=\"panel\">{Plot(line)}</div>{HtmlTables.Write(Table(line))}</section>")));

    private static IReadOnlyList<ReportCell> Row(RunFolder run, RunSummary summary)
    {
        var whole = summary.Lead?.Whole;
        var (harmful, harmless) = (whole?.Of(SampleLabel.Harmful), whole?.Of(SampleLabel.Harmless));
        return
        [
            ReportCell.Of(run.Record.StartedAt.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)),
            ReportCell.Of(run.Record.Target.Name),
            ReportCell.Of(run.Record.Id.Value),
            ReportCell.Of(harmful?.RefusalRate),
            ReportCell.Of(harmless?.FalseRefusalRate),
            RunTables.Balanced(whole),
            ReportCell.Of(harmless?.ProcessRate),
        ];
    }

    private static void Series(StringBuilder svg, Rate?[] rates, (string Style, string Name, int Place) look)
    {
        var points = rates.Index().Where(rate => rate.Item?.Value is not null).Select(rate => (X: X(rate.Index, rates.Length), Rate: rate.Item!.Value)).ToArray();
        svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"line run {look.Style}\" points=\"{string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:F1},{Y(point.Rate.Value!.Value):F1}")))}\"/>");
        foreach (var (x, rate) in points)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"whisker run {look.Style}\" x1=\"{x:F1}\" x2=\"{x:F1}\" y1=\"{Y(rate.Interval!.Value.Low):F1}\" y2=\"{Y(rate.Interval.Value.High):F1}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot run {look.Style}\" cx=\"{x:F1}\" cy=\"{Y(rate.Value!.Value):F1}\" r=\"5\"/>");
        }

        var left = Left + (look.Place * 180);
        svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot run {look.Style}\" cx=\"{left + 6}\" cy=\"{Height - 12}\" r=\"5\"/><text class=\"legend\" x=\"{left + 18}\" y=\"{Height - 8}\">{look.Name}</text>");
    }

    private static string Short(string name) => name.Length <= 16 ? name : name[..15] + "…";

    private static double X(int index, int count) => Left + 40 + ((Width - Left - 90) * (count == 1 ? 0.5 : (double)index / (count - 1)));

    private static double Y(double share) => Top + ((Height - Top - Bottom) * (1 - share));
}
