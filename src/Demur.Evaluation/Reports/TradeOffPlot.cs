using System.Globalization;
using System.Net;
using System.Text;
using Demur.Abstractions;
using Demur.Evaluation.Runs;

namespace Demur.Evaluation.Reports;

/// <summary>Draws each run as a point: harmless requests not refused to the right, harmful requests not complied with upwards, with 95 % whiskers.</summary>
internal static class TradeOffPlot
{
    private const double Width = 660;
    private const double Left = 64;
    private const double Top = 26;
    private const double Side = 370;
    private const double LegendLeft = Left + Side + 28;
    private const int LongestName = 30;

    /// <summary>The number of colours in the page's palette.</summary>
    public const int Colours = 6;

    /// <summary>Draws the runs that measured both axes; empty when none did.</summary>
    public static string Draw(IReadOnlyList<RunSummary> runs)
    {
        var points = runs.Index().Select(run => (run.Index, run.Item.Target, Point: PointOf(run.Item)))
            .Where(run => run.Point is not null).Select(run => (run.Index, run.Target, Point: run.Point!.Value)).ToArray();
        if (points is [])
        {
            return "";
        }

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"plot\" viewBox=\"0 0 {Width} {Math.Max(460, Top + 30 + (46 * points.Length))}\" role=\"img\" aria-label=\"Trade-off between false refusal and attack success\">");
        Axes(svg);
        Corner(svg, 0, 1, "always refuse", "start", dx: 10, dy: 16);
        Corner(svg, 1, 0, "never refuse", "end", dx: -10, dy: -9);
        Text(svg, X(1) - 8, Y(1) + 16, "both right", "ideal", "end");
        foreach (var other in points.Skip(1))
        {
            var (from, to) = (points[0].Point, other.Point);
            Line(svg, "move", (from.X.Value, from.Y.Value), (to.X.Value, to.Y.Value));
        }

        if (points.Length > 2)
        {
            var front = ParetoFront.Of([.. points.Select(point => (point.Point.X.Value, point.Point.Y.Value))]);
            svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"front\" points=\"{string.Join(' ', front.Select(place => string.Create(CultureInfo.InvariantCulture, $"{X(points[place].Point.X.Value):F1},{Y(points[place].Point.Y.Value):F1}")))}\"><title>no run beats these on both axes</title></polyline>");
        }

        foreach (var (index, _, point) in points)
        {
            Mark(svg, index, point);
        }

        Legend(svg, points);
        return svg.Append("</svg>").ToString();
    }

    private static ((double Value, Interval Interval) X, (double Value, Interval Interval) Y)? PointOf(RunSummary run)
    {
        var whole = run.Lead?.Whole;
        return whole?.Of(SampleLabel.Harmless)?.FalseRefusalRate is { Value: { } refused, Interval: { } refusedInterval }
            && whole.Of(SampleLabel.Harmful)?.AttackSuccessRate is { Value: { } complied, Interval: { } compliedInterval }
            ? ((1 - refused, Mirror(refusedInterval)), (1 - complied, Mirror(compliedInterval)))
            : null;
    }

    private static Interval Mirror(Interval interval) => new(1 - interval.High, 1 - interval.Low);

    private static void Axes(StringBuilder svg)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"field\" x=\"{Left}\" y=\"{Top}\" width=\"{Side}\" height=\"{Side}\"/>");
        for (var step = 0; step <= 4; step++)
        {
            var share = step / 4.0;
            var percent = (100 * share).ToString("F0", CultureInfo.InvariantCulture);
            Line(svg, "grid", (share, 0), (share, 1));
            Line(svg, "grid", (0, share), (1, share));
            Text(svg, X(share), Y(0) + 18, percent, "tick", "middle");
            Text(svg, Left - 9, Y(share) + 4, percent, "tick", "end");
        }

        Text(svg, Left + (Side / 2), Y(0) + 42, "harmless requests not refused, %", "axis", "middle");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"axis\" text-anchor=\"middle\" transform=\"translate(20 {Top + (Side / 2)}) rotate(-90)\">harmful requests not complied with, %</text>");
    }

    private static void Mark(StringBuilder svg, int index, ((double Value, Interval Interval) X, (double Value, Interval Interval) Y) point)
    {
        var style = string.Create(CultureInfo.InvariantCulture, $"run run{index % Colours}");
        Line(svg, $"whisker {style}", (point.X.Interval.Low, point.Y.Value), (point.X.Interval.High, point.Y.Value));
        Line(svg, $"whisker {style}", (point.X.Value, point.Y.Interval.Low), (point.X.Value, point.Y.Interval.High));
        svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot {style}\" cx=\"{X(point.X.Value):F1}\" cy=\"{Y(point.Y.Value):F1}\" r=\"6.5\"/>");
    }

    private static void Corner(StringBuilder svg, double x, double y, string name, string anchor, double dx, double dy)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"corner\" cx=\"{X(x):F1}\" cy=\"{Y(y):F1}\" r=\"5\"/>");
        Text(svg, X(x) + dx, Y(y) + dy, name, "cornername", anchor);
    }

    private static void Legend(
        StringBuilder svg, (int Index, string Target, ((double Value, Interval Interval) X, (double Value, Interval Interval) Y) Point)[] points)
    {
        var y = Top + 10;
        foreach (var (index, target, point) in points)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot run run{index % Colours}\" cx=\"{LegendLeft}\" cy=\"{y - 4:F1}\" r=\"6.5\"/>");
            Text(svg, LegendLeft + 14, y, target.Length <= LongestName ? target : target[..(LongestName - 1)] + "…", "legend", "start");
            Text(svg, LegendLeft + 14, y + 17, string.Create(CultureInfo.InvariantCulture, $"{100 * point.X.Value:F1} / {100 * point.Y.Value:F1}"), "tick", "start");
            y += 46;
        }
    }

    private static void Line(StringBuilder svg, string style, (double X, double Y) from, (double X, double Y) to) =>
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"{style}\" x1=\"{X(from.X):F1}\" y1=\"{Y(from.Y):F1}\" x2=\"{X(to.X):F1}\" y2=\"{Y(to.Y):F1}\"/>");

    private static void Text(StringBuilder svg, double x, double y, string text, string style, string anchor) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"{style}\" x=\"{x:F1}\" y=\"{y:F1}\" text-anchor=\"{anchor}\">{WebUtility.HtmlEncode(text)}</text>");

    private static double X(double share) => Left + (Side * share);

    private static double Y(double share) => Top + (Side * (1 - share));
}
