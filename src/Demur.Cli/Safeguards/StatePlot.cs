using System.Globalization;
using System.Text;
using Demur.Steering.Safeguards;

namespace Demur.Cli.Safeguards;

/// <summary>Draws where queries lie in the first two principal components: one panel a prompt, on the same axes.</summary>
internal static class StatePlot
{
    private const double Side = 300;
    private const double Top = 60;
    private const double Left = 46;
    private const double Gap = 26;
    private const string HarmfulColour = "#c0392b";
    private const string HarmlessColour = "#2471a3";

    private static readonly (string Prompt, string Title)[] Panels = [("none", "no prompt"), ("text", "text prompt"), ("soft", "soft prompt")];

    /// <summary>Draws the panels.</summary>
    /// <param name="points">The queries under each prompt.</param>
    /// <param name="answering">The refusal probe's weights on both axes; the arrow of refusal points the other way.</param>
    public static string Draw(IReadOnlyList<SafeguardPoint> points, (double X, double Y) answering)
    {
        var panels = Panels.Where(panel => points.Any(point => point.Prompt == panel.Prompt)).ToArray();
        var frame = Frame.Around(points);
        var width = Left + (panels.Length * (Side + Gap));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:F0} {Top + Side + 66:F0}\" width=\"{width:F0}\" height=\"{Top + Side + 66:F0}\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\" aria-label=\"Where queries lie before and after\">");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        Legend(svg);
        foreach (var (index, (prompt, title)) in panels.Index())
        {
            Panel(svg, (Left + (index * (Side + Gap)), title), ([.. points.Where(point => point.Prompt == prompt)], frame), answering);
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate(18 {Top + (Side / 2):F0}) rotate(-90)\" text-anchor=\"middle\" fill=\"#444\">second principal component</text>");
        return svg.Append("</svg>\n").ToString();
    }

    private static void Panel(StringBuilder svg, (double Left, string Title) place, (SafeguardPoint[] Points, Frame Frame) content, (double X, double Y) answering)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<g transform=\"translate({place.Left:F1} {Top:F1})\"><rect width=\"{Side}\" height=\"{Side}\" fill=\"#fafafa\" stroke=\"#bbb\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Side / 2}\" y=\"-10\" text-anchor=\"middle\" font-weight=\"bold\">{place.Title}</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Side / 2}\" y=\"{Side + 22}\" text-anchor=\"middle\" fill=\"#444\">first principal component</text>");
        foreach (var point in content.Points)
        {
            var (x, y) = content.Frame.At(point.Coordinates[0], point.Coordinates[1], Side);
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x:F1}\" cy=\"{y:F1}\" r=\"3.4\" fill=\"{(point.IsHarmless ? HarmlessColour : HarmfulColour)}\" fill-opacity=\"0.6\"/>");
        }

        var refusing = content.Points.Where(point => !point.IsHarmless).Select(point => point.Refusal).DefaultIfEmpty().Average();
        var answeringMean = content.Points.Where(point => point.IsHarmless).Select(point => point.Refusal).DefaultIfEmpty().Average();
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Side / 2}\" y=\"{Side + 44}\" text-anchor=\"middle\" fill=\"#444\">mean logit of answering: <tspan fill=\"{HarmfulColour}\">{refusing:F2}</tspan>, <tspan fill=\"{HarmlessColour}\">{answeringMean:F2}</tspan></text>");
        Arrow(svg, answering);
        svg.Append("</g>");
    }

    // In the corner, of fixed length: only its direction says something.
    private static void Arrow(StringBuilder svg, (double X, double Y) answering)
    {
        var length = Math.Sqrt((answering.X * answering.X) + (answering.Y * answering.Y));
        if (length == 0)
        {
            return;
        }

        var (dx, dy) = (-answering.X / length * 26, answering.Y / length * 26);
        var (x, y) = (Side - 40.0, Side - 44.0);
        var (backX, backY) = (x + (dx * 0.6), y + (dy * 0.6));
        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x - dx:F1}\" y1=\"{y - dy:F1}\" x2=\"{x + dx:F1}\" y2=\"{y + dy:F1}\" stroke=\"#333\" stroke-width=\"1.6\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<polygon points=\"{x + dx:F1},{y + dy:F1} {backX - (dy * 0.2):F1},{backY + (dx * 0.2):F1} {backX + (dy * 0.2):F1},{backY - (dx * 0.2):F1}\" fill=\"#333\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y + 40}\" text-anchor=\"middle\" font-size=\"11\" fill=\"#333\">refusal</text>");
    }

    private static void Legend(StringBuilder svg)
    {
        foreach (var (index, (colour, name)) in new[] { (HarmfulColour, "harmful queries"), (HarmlessColour, "harmless queries") }.Index())
        {
            var x = Left + 8 + (index * 150);
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x:F1}\" cy=\"18\" r=\"5\" fill=\"{colour}\" fill-opacity=\"0.7\"/><text x=\"{x + 10:F1}\" y=\"22\">{name}</text>");
        }
    }

    private sealed record Frame(double MinX, double MaxX, double MinY, double MaxY)
    {
        private const double Margin = 0.05;

        public static Frame Around(IReadOnlyList<SafeguardPoint> points) => new(
            points.Min(point => point.Coordinates[0]), points.Max(point => point.Coordinates[0]), points.Min(point => point.Coordinates[1]), points.Max(point => point.Coordinates[1]));

        public (double X, double Y) At(double x, double y, double side) => (
            side * (Margin + ((1 - (2 * Margin)) * (x - MinX) / Math.Max(1e-9, MaxX - MinX))),
            side * (1 - Margin - ((1 - (2 * Margin)) * (y - MinY) / Math.Max(1e-9, MaxY - MinY))));
    }
}
