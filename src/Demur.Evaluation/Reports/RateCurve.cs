using System.Globalization;
using System.Text;
using Demur.Abstractions;

namespace Demur.Evaluation.Reports;

/// <summary>Draws rates against the strength of what acts on a model, with 95 % whiskers.</summary>
public static class RateCurve
{
    private const double Width = 660;
    private const double Left = 52;
    private const double Top = 44;
    private const double Height = 260;

    /// <summary>Draws the curves.</summary>
    /// <param name="title">What the picture shows, for those who do not see it.</param>
    /// <param name="axis">What the strength is.</param>
    /// <param name="series">Names and points; rates without samples are left out.</param>
    /// <exception cref="ArgumentException">There is no point.</exception>
    public static string Draw(string title, string axis, IReadOnlyList<(string Name, IReadOnlyList<(double X, Rate Rate)> Points)> series)
    {
        double[] places = [.. series.SelectMany(entry => entry.Points).Select(point => point.X)];
        if (places.Length == 0)
        {
            throw new ArgumentException("There is no point to draw.", nameof(series));
        }

        var (low, high) = (places.Min(), Math.Max(places.Max(), places.Min() + 1e-9));
        var svg = new StringBuilder();
        PlotText.Begin(svg, Width, Top + Height + 56, title);
        for (var step = 0; step <= 4; step++)
        {
            PlotText.Line(svg, "grid", (Left, Y(step / 4.0)), (Width - 12, Y(step / 4.0)));
            PlotText.Write(svg, (Left - 8, Y(step / 4.0) + 4), string.Create(CultureInfo.InvariantCulture, $"{25 * step} %"), "tick", "end");
        }

        foreach (var place in places.Distinct())
        {
            PlotText.Write(svg, (X(place), Top + Height + 18), place.ToString("G4", CultureInfo.InvariantCulture), "tick", "middle");
        }

        foreach (var (index, (name, points)) in series.Index())
        {
            var style = string.Create(CultureInfo.InvariantCulture, $"run run{1 + (index % (TradeOffPlot.Colours - 1))}");
            var known = points.Where(point => point.Rate is { Value: not null, Interval: not null }).OrderBy(point => point.X).ToArray();
            svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"line {style}\" points=\"{string.Join(' ', known.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.X):F1},{Y(point.Rate.Value!.Value):F1}")))}\"/>");
            foreach (var (x, rate) in known)
            {
                PlotText.Line(svg, $"whisker {style}", (X(x), Y(rate.Interval!.Value.Low)), (X(x), Y(rate.Interval.Value.High)));
                svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot {style}\" cx=\"{X(x):F1}\" cy=\"{Y(rate.Value!.Value):F1}\" r=\"5\"/>");
            }

            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot {style}\" cx=\"{Left + 8 + (index * 200)}\" cy=\"16\" r=\"5.5\"/>");
            PlotText.Write(svg, (Left + 20 + (index * 200), 20), name, "legend");
        }

        PlotText.Write(svg, ((Left + Width) / 2, Top + Height + 42), axis, "axis", "middle");
        return svg.Append("</svg>").ToString();

        double X(double place) => Left + 24 + ((Width - 60 - Left) * (place - low) / (high - low));
    }

    private static double Y(double share) => Top + (Height * (1 - share));
}
