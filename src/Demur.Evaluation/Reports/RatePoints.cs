using System.Globalization;
using System.Text;
using Demur.Abstractions;

namespace Demur.Evaluation.Reports;

/// <summary>Draws methods as numbered points over two rates, with 95 % whiskers.</summary>
public static class RatePoints
{
    private const double Left = 60;
    private const double Top = 20;
    private const double Side = 420;
    private const double LegendLeft = Left + Side + 30;
    private const double LegendStep = 17;

    /// <summary>Draws the points.</summary>
    /// <param name="title">What the picture shows, for those who do not see it.</param>
    /// <param name="axes">What the rates to the right and upwards are.</param>
    /// <param name="points">Names, rates and their intervals.</param>
    public static string Draw(string title, (string X, string Y) axes, IReadOnlyList<(string Name, (double Value, Interval Interval) X, (double Value, Interval Interval) Y)> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        var svg = new StringBuilder();
        PlotText.Begin(svg, 860, Math.Max(Top + Side + 60, Top + 20 + (LegendStep * points.Count)), title);
        for (var step = 0; step <= 4; step++)
        {
            var percent = string.Create(CultureInfo.InvariantCulture, $"{25 * step} %");
            PlotText.Line(svg, "grid", (Left, Y(step / 4.0)), (Left + Side, Y(step / 4.0)));
            PlotText.Line(svg, "grid", (X(step / 4.0), Top), (X(step / 4.0), Top + Side));
            PlotText.Write(svg, (Left - 8, Y(step / 4.0) + 4), percent, "tick", "end");
            PlotText.Write(svg, (X(step / 4.0), Top + Side + 18), percent, "tick", "middle");
        }

        foreach (var (index, (name, x, y)) in points.Index())
        {
            var style = string.Create(CultureInfo.InvariantCulture, $"run run{index % TradeOffPlot.Colours}");
            var number = (index + 1).ToString(CultureInfo.InvariantCulture);
            PlotText.Line(svg, $"whisker {style}", (X(x.Interval.Low), Y(y.Value)), (X(x.Interval.High), Y(y.Value)));
            PlotText.Line(svg, $"whisker {style}", (X(x.Value), Y(y.Interval.Low)), (X(x.Value), Y(y.Interval.High)));
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot {style}\" cx=\"{X(x.Value):F1}\" cy=\"{Y(y.Value):F1}\" r=\"4\"/>");
            PlotText.Write(svg, (X(x.Value) + 6, Y(y.Value) - 5), number, "tick");
            PlotText.Write(svg, (LegendLeft, Top + 10 + (LegendStep * index)), $"{number}  {name}", "legend");
        }

        PlotText.Write(svg, (Left + (Side / 2), Top + Side + 42), $"→ {axes.X} · ↑ {axes.Y}", "axis", "middle");
        return svg.Append("</svg>").ToString();
    }

    private static double X(double share) => Left + (Side * share);

    private static double Y(double share) => Top + (Side * (1 - share));
}
