using System.Globalization;
using System.Text;

namespace Demur.Evaluation.Reports;

/// <summary>Draws how values of some kinds of samples spread, each as a share of its kind.</summary>
public static class Histogram
{
    private const double Width = 660;
    private const double Left = 52;
    private const double Top = 40;
    private const double Height = 220;
    private const int Bins = 30;

    /// <summary>Draws the series over the range that they share.</summary>
    /// <param name="title">What the picture shows, for those who do not see it.</param>
    /// <param name="axis">What the values are.</param>
    /// <param name="series">Names and values; at least one value in all.</param>
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static string Draw(string title, string axis, IReadOnlyList<(string Name, IReadOnlyList<double> Values)> series)
    {
        double[] all = [.. series.SelectMany(entry => entry.Values)];
        if (all.Length == 0)
        {
            throw new ArgumentException("There is no value to draw.", nameof(series));
        }

        var (low, high) = (all.Min(), Math.Max(all.Max(), all.Min() + 1e-9));
        var shares = series.Select(entry => Shares(entry.Values, low, high)).ToArray();
        var most = shares.Max(bins => bins.Max());
        var svg = new StringBuilder();
        PlotText.Begin(svg, Width, Top + Height + 52, title);
        PlotText.Line(svg, "grid", (Left, Top + Height), (Width - 12, Top + Height));
        foreach (var (index, bins) in shares.Index())
        {
            var style = string.Create(CultureInfo.InvariantCulture, $"run run{2 - (index % 2)}");
            foreach (var (bin, share) in bins.Index().Where(entry => entry.Item > 0))
            {
                var tall = Height * share / most;
                svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"bar {style}\" style=\"opacity: .55\" x=\"{X((double)bin / Bins):F1}\" y=\"{Top + Height - tall:F1}\" width=\"{((Width - 12 - Left) / Bins) - 1:F1}\" height=\"{tall:F1}\"/>");
            }

            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot {style}\" cx=\"{Left + 8 + (index * 200)}\" cy=\"16\" r=\"5.5\"/>");
            PlotText.Write(svg, (Left + 20 + (index * 200), 20), string.Create(CultureInfo.InvariantCulture, $"{series[index].Name}, n {series[index].Values.Count}"), "legend");
        }

        for (var step = 0; step <= 4; step++)
        {
            PlotText.Write(svg, (X(step / 4.0), Top + Height + 18), PlotText.Number(low + ((high - low) * step / 4)), "tick", "middle");
        }

        PlotText.Write(svg, (Left - 8, Top + 5), string.Create(CultureInfo.InvariantCulture, $"{100 * most:F0} %"), "tick", "end");
        PlotText.Write(svg, ((Left + Width) / 2, Top + Height + 40), axis, "axis", "middle");
        return svg.Append("</svg>").ToString();
    }

    /// <summary>The share of values in each of the bins; the highest value is in the last one.</summary>
    internal static double[] Shares(IReadOnlyList<double> values, double low, double high)
    {
        var counts = new double[Bins];
        foreach (var value in values)
        {
            counts[Math.Min(Bins - 1, (int)((value - low) / (high - low) * Bins))] += 1.0 / values.Count;
        }

        return counts;
    }

    private static double X(double share) => Left + ((Width - 12 - Left) * share);
}
