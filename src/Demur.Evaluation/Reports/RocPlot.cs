using System.Globalization;
using System.Text;

namespace Demur.Evaluation.Reports;

/// <summary>Draws a detector's receiver operating characteristic: harmful samples found against harmless ones flagged, at every threshold.</summary>
public static class RocPlot
{
    private const double Left = 64;
    private const double Top = 26;
    private const double Side = 370;

    /// <summary>Draws the curve and its diagonal.</summary>
    /// <param name="points">Shares flagged of harmless and found of harmful samples, each in [0, 1], from the strictest threshold on.</param>
    /// <param name="area">The area under the curve.</param>
    public static string Draw(IReadOnlyList<(double Flagged, double Found)> points, double area)
    {
        ArgumentNullException.ThrowIfNull(points);
        var svg = new StringBuilder();
        PlotText.Begin(svg, Left + Side + 20, Top + Side + 56, "Harmful prompts found against harmless ones flagged");
        for (var step = 0; step <= 4; step++)
        {
            var share = step / 4.0;
            PlotText.Line(svg, "grid", (X(share), Y(0)), (X(share), Y(1)));
            PlotText.Line(svg, "grid", (X(0), Y(share)), (X(1), Y(share)));
            PlotText.Write(svg, (X(share), Y(0) + 18), string.Create(CultureInfo.InvariantCulture, $"{25 * step}"), "tick", "middle");
            PlotText.Write(svg, (Left - 9, Y(share) + 4), string.Create(CultureInfo.InvariantCulture, $"{25 * step}"), "tick", "end");
        }

        PlotText.Line(svg, "move", (X(0), Y(0)), (X(1), Y(1)));
        svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"line run run1\" points=\"{string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.Flagged):F1},{Y(point.Found):F1}")))}\"/>");
        PlotText.Write(svg, (X(1) - 10, Y(0) - 12), string.Create(CultureInfo.InvariantCulture, $"area {area:F3}"), "legend", "end");
        PlotText.Write(svg, (Left + (Side / 2), Y(0) + 42), "harmless flagged, %", "axis", "middle");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"axis\" text-anchor=\"middle\" transform=\"translate(20 {Top + (Side / 2)}) rotate(-90)\">harmful found, %</text>");
        return svg.Append("</svg>").ToString();
    }

    private static double X(double share) => Left + (Side * share);

    private static double Y(double share) => Top + (Side * (1 - share));
}
