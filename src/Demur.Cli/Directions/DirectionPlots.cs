using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Data.Formats;
using Demur.Evaluation.Reports;
using Demur.Evaluation.Runs;
using Demur.Steering.Directions;

namespace Demur.Cli.Directions;

/// <summary>Makes the pictures of a search, of projections, and of runs at several strengths.</summary>
internal static class DirectionPlots
{
    /// <summary>Draws bypass, induce and KL over layers and positions; a dot is within the bound, the frame the best candidate within all.</summary>
    public static string Scores(string folder, SelectionOptions options)
    {
        var scores = DirectionEvaluations.Read(folder);
        var (first, layers) = (scores.Min(score => score.Position), scores.Max(score => score.Layer) + 1);
        var chosen = DirectionSelection.Of(scores, layers, options).Chosen;
        var cells = scores.ToDictionary(score => (score.Position, score.Layer));
        string[] rows = [.. Enumerable.Range(first, -first).Select(position => position.ToString(CultureInfo.InvariantCulture))];
        return HeatMap.Draw(
            "Scores of candidate directions over layers and positions",
            [
                Panel("bypass: log-odds of harmful prompts, ablated (dot: below 0)", score => score.Bypass, (false, 0)),
                Panel(string.Create(CultureInfo.InvariantCulture, $"induce: log-odds of harmless prompts, added (dot: {options.MinimumInduce} or more)"), score => score.Induce, (true, options.MinimumInduce)),
                Panel(string.Create(CultureInfo.InvariantCulture, $"KL of harmless prompts, ablated, in nats (dot: {options.MaximumKl} or less)"), score => score.Kl, (false, options.MaximumKl)),
            ],
            chosen is null ? null : (chosen.Position - first, chosen.Layer),
            (int)(layers * options.LayerShare));

        HeatPanel Panel(string title, Func<DirectionScore, double> value, (bool High, double Bound) good) => new(
            title, rows, [.. rows.Index().Select(row => (IReadOnlyList<double>)[.. Enumerable.Range(0, layers).Select(layer => cells.TryGetValue((first + row.Index, layer), out var score) ? value(score) : double.NaN)])],
            good.High, good.Bound);
    }

    /// <summary>Draws the projections that <c>direction monitor --out</c> wrote.</summary>
    public static string Projections(string file)
    {
        var rows = Rows(file);
        return Histogram.Draw("Projections of harmful and harmless prompts", "projection on the direction at length 1", [Of(SampleLabel.Harmful, "harmful"), Of(SampleLabel.Harmless, "harmless")]);

        (string, IReadOnlyList<double>) Of(SampleLabel label, string name) => (name, [.. rows.Where(row => row.Label == label).Select(row => row.Projection)]);
    }

    /// <summary>Draws what they find against what they flag, at every threshold.</summary>
    public static string Roc(string file)
    {
        var report = ProjectionReport.Of(Rows(file));
        return RocPlot.Draw([.. report.Roc.Select(point => (point.Flagged, point.Found))], report.Auroc);
    }

    private static ProjectionRow[] Rows(string file)
    {
        var rows = JsonLines.Read(file, row => row.Deserialize<ProjectionRow>(DemurJson.Line)!, ("projection", "Make the file with 'demur direction monitor --out'."));
        return rows.Select(row => row.Label).ToHashSet().IsSupersetOf([SampleLabel.Harmful, SampleLabel.Harmless])
            ? [.. rows]
            : throw new DemurException($"{file}: holds no projections of harmful and of harmless prompts. Make the file with 'demur direction monitor --out'.");
    }

    /// <summary>Draws refusal against the coefficient or alpha of runs, harmful and harmless samples apart.</summary>
    public static string Strengths(IReadOnlyList<string> folders, string by)
    {
        var runs = folders.Select(RunFolder.Open).Select(run => (Strength: StrengthOf(run.Record, by), run.Summarise().Lead?.Whole)).OrderBy(run => run.Strength).ToArray();
        var (harmful, harmless) = (Rates(SampleLabel.Harmful), Rates(SampleLabel.Harmless));
        return harmful.Length + harmless.Length == 0
            ? throw new DemurException("There is nothing to plot: no run has harmful or harmless samples with answers.")
            : RateCurve.Draw($"Refusal against {by}", by, [("harmful refused", harmful), ("harmless refused", harmless)]);

        (double, Rate)[] Rates(SampleLabel label) => [.. runs.Where(run => run.Whole?.Of(label) is not null).Select(run => (run.Strength, run.Whole!.Of(label)!.RefusedRate))];
    }

    // A run without the intervention is the strength 0.
    private static double StrengthOf(RunRecord record, string by) => by switch
    {
        "coefficient" => record.Resolved.TryGetValue("coefficient", out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : 0,
        "alpha" => record.Resolved.TryGetValue("self_cd", out var text) ? (double)JsonNode.Parse(text)!["alpha"]! : 0,
        _ => throw new DemurException($"--by is '{by}'; known are coefficient and alpha."),
    };
}
