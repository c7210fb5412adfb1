using System.Globalization;
using System.Net;
using System.Text;

namespace Demur.Evaluation.Reports;

/// <summary>Pieces that plots of steering have in common.</summary>
internal static class PlotText
{
    public static void Begin(StringBuilder svg, double width, double height, string title) =>
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"plot\" viewBox=\"0 0 {width:F0} {height:F0}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">");

    public static void Write(StringBuilder svg, (double X, double Y) at, string text, string style, string anchor = "start") =>
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"{style}\" x=\"{at.X:F1}\" y=\"{at.Y:F1}\" text-anchor=\"{anchor}\">{WebUtility.HtmlEncode(text)}</text>");

    public static void Line(StringBuilder svg, string style, (double X, double Y) from, (double X, double Y) to) =>
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"{style}\" x1=\"{from.X:F1}\" y1=\"{from.Y:F1}\" x2=\"{to.X:F1}\" y2=\"{to.Y:F1}\"/>");

    /// <summary>A short text of a number, with as many digits as its size asks for.</summary>
    public static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "F0" : Math.Abs(value) >= 10 ? "F1" : "F2", CultureInfo.InvariantCulture);
}
