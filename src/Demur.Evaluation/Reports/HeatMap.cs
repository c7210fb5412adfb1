using System.Globalization;
using System.Text;

namespace Demur.Evaluation.Reports;

/// <summary>Draws figures over layers and positions, one panel a figure; darker is higher, a cell within its bound has a dot.</summary>
public static class HeatMap
{
    private const double Left = 52;
    private const double Top = 22;
    private const double Cell = 21;
    private const double Gap = 56;

    // A few candidates that break the model would make all others look alike.
    private const double Faintest = 0.1;
    private const double Darkest = 0.9;

    /// <summary>Draws the panels one below the other.</summary>
    /// <param name="title">What the picture shows, for those who do not see it.</param>
    /// <param name="panels">At least one panel; all have as many columns.</param>
    /// <param name="chosen">Row and column of the cell with a frame, or <see langword="null"/>.</param>
    /// <param name="cut">The column from which on no cell may be chosen.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no panel.</exception>
    public static string Draw(string title, IReadOnlyList<HeatPanel> panels, (int Row, int Column)? chosen, int cut)
    {
        ArgumentNullException.ThrowIfNull(panels);
        ArgumentOutOfRangeException.ThrowIfZero(panels.Count);
        var columns = panels[0].Values[0].Count;
        var height = Top + panels.Sum(panel => (panel.Rows.Count * Cell) + Gap);
        var svg = new StringBuilder();
        PlotText.Begin(svg, Left + (columns * Cell) + 20, height, title);
        var y = Top;
        foreach (var panel in panels)
        {
            Panel(svg, panel, y, (chosen, cut));
            y += (panel.Rows.Count * Cell) + Gap;
        }

        return svg.Append("</svg>").ToString();
    }

    private static void Panel(StringBuilder svg, HeatPanel panel, double top, ((int Row, int Column)? Chosen, int Cut) marks)
    {
        double[] known = [.. panel.Values.SelectMany(row => row).Where(double.IsFinite)];
        var (low, high) = known.Length == 0 ? (0, 1) : (known.Order().ElementAt((int)(Faintest * (known.Length - 1))), known.Order().ElementAt((int)(Darkest * (known.Length - 1))));
        PlotText.Write(svg, (Left, top - 7), panel.Title, "legend");
        foreach (var (row, name) in panel.Rows.Index())
        {
            PlotText.Write(svg, (Left - 8, top + (row * Cell) + 15), name, "tick", "end");
            foreach (var (column, value) in panel.Values[row].Index().Where(entry => double.IsFinite(entry.Item)))
            {
                var (x, y) = (Left + (column * Cell), top + (row * Cell));
                var share = high > low ? Math.Clamp((value - low) / (high - low), 0, 1) : 0;
                svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:F1}\" y=\"{y:F1}\" width=\"{Cell - 1}\" height=\"{Cell - 1}\" style=\"fill: color-mix(in oklab, var(--c1) {(6 + (94 * share)):F0}%, var(--card))\"><title>{name}, {column}: {value:G4}</title></rect>");
                if (panel.HighIsGood ? value >= panel.Bound : value <= panel.Bound)
                {
                    svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x + (Cell / 2) - 0.5:F1}\" cy=\"{y + (Cell / 2) - 0.5:F1}\" r=\"3.2\" style=\"fill: var(--c2)\"/>");
                }
            }
        }

        var bottom = top + (panel.Rows.Count * Cell);
        for (var column = 0; column < panel.Values[0].Count; column += 5)
        {
            PlotText.Write(svg, (Left + (column * Cell) + (Cell / 2), bottom + 15), column.ToString(CultureInfo.InvariantCulture), "tick", "middle");
        }

        PlotText.Write(svg, (Left + (panel.Values[0].Count * Cell), bottom + 15), "layer", "tick", "end");
        PlotText.Line(svg, "move", (Left + (marks.Cut * Cell) - 0.5, top - 3), (Left + (marks.Cut * Cell) - 0.5, bottom + 3));
        if (marks.Chosen is { } chosen)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Left + (chosen.Column * Cell) - 1:F1}\" y=\"{top + (chosen.Row * Cell) - 1:F1}\" width=\"{Cell + 1}\" height=\"{Cell + 1}\" style=\"fill: none; stroke: var(--ink); stroke-width: 2\"/>");
        }
    }
}
