using System.Text.RegularExpressions;
using System.Xml.Linq;
using Demur.Abstractions;
using Demur.Evaluation.Reports;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Evaluation.Reports;

public sealed class SteeringPlotTests
{
    [Fact]
    public void A_heat_map_has_a_cell_for_each_number_and_a_dot_for_each_within_its_bound()
    {
        var svg = HeatMap.Draw("scores", [new HeatPanel("induce", ["-2", "-1"], [[-1, 0, 2], [double.NaN, 3, -4]], HighIsGood: true, Bound: 0)], (1, 1), cut: 2);

        Assert.Equal(3, Count(svg, "<circle"));
        Assert.Equal(5 + 1, Count(svg, "<rect"));
        Assert.Contains("<title>-1, 1: 3</title>", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_low_is_good_the_dots_are_on_the_low_side() =>
        Assert.Equal(2, Count(HeatMap.Draw("scores", [new HeatPanel("KL", ["-1"], [[0.05, 0.1, 0.2]], HighIsGood: false, Bound: 0.1)], null, cut: 3), "<circle"));

    [Fact]
    public void Bins_hold_shares_and_the_largest_value_lies_in_the_last_one()
    {
        var shares = Histogram.Shares([0, 0.01, 29.99, 30], 0, 30);

        Assert.Equal([0.5, 0.5], [shares[0], shares[^1]]);
        Assert.Equal(1, shares.Sum(), 1e-12);
    }

    [Fact]
    public void A_curve_runs_by_strength_whatever_the_order_of_its_points_and_its_file_is_xml()
    {
        using var folder = new TemporaryFolder();
        var svg = RateCurve.Draw("refusal", "alpha", [("harmful refused", [(1, Of(8)), (0, Of(2))]), ("harmless <refused>", [(0, Of(1))])]);

        SvgFile.Write(folder.File("a.svg"), svg);

        var places = Regex.Match(svg, "polyline class=\"line run run1\" points=\"([0-9.]+),([0-9.]+) ([0-9.]+),([0-9.]+)\"").Groups;
        Assert.True(double.Parse(places[1].Value, System.Globalization.CultureInfo.InvariantCulture) < double.Parse(places[3].Value, System.Globalization.CultureInfo.InvariantCulture));
        Assert.True(double.Parse(places[2].Value, System.Globalization.CultureInfo.InvariantCulture) > double.Parse(places[4].Value, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("svg", XDocument.Load(folder.File("a.svg")).Root!.Name.LocalName);

        static Rate Of(int hits) => new(hits, 10, 0, new Interval(hits / 20.0, Math.Min(1, hits / 5.0)));
    }

    private static int Count(string text, string part) => Regex.Count(text, Regex.Escape(part));
}
