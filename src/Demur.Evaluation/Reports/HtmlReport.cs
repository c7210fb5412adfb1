using System.Globalization;
using System.Net;
using System.Text;
using Demur.Abstractions;
using Demur.Evaluation.Runs;

namespace Demur.Evaluation.Reports;

/// <summary>Writes runs as one self-contained HTML page: tables, trade-off plot, heat map, comparison, answers. It loads nothing from anywhere.</summary>
/// <remarks>The page holds prompts and answers, harmful ones folded: treat it like the run folders.</remarks>
public static class HtmlReport
{
    /// <summary>The look of the page and of its plots.</summary>
    internal static readonly Lazy<string> Style = new(() => Resource("report.css"));
    private static readonly Lazy<string> Script = new(() => Resource("report.js"));

    /// <summary>Writes the report; the first run is the baseline that the others are compared with.</summary>
    /// <param name="path">The file to write; it is replaced whole.</param>
    /// <param name="runs">At least one run.</param>
    /// <exception cref="DemurException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<RunFolder> runs) => WholeFile.Write(path, Render(runs));

    /// <summary>Writes the trade-off plot alone as an SVG file, to be shown on a page of one's own.</summary>
    /// <param name="path">The file to write; it is replaced whole.</param>
    /// <param name="runs">At least one run; the first is the baseline.</param>
    /// <exception cref="DemurException">The file cannot be written, or no run measured both axes.</exception>
    public static void WritePlot(string path, IReadOnlyList<RunFolder> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var plot = TradeOffPlot.Draw(Named(runs));
        if (plot.Length == 0)
        {
            throw new DemurException("There is nothing to plot: no run has both harmful and harmless samples.");
        }

        SvgFile.Write(path, plot);
    }

    /// <summary>Renders the report.</summary>
    /// <param name="runs">At least one run; the first is the baseline.</param>
    public static string Render(IReadOnlyList<RunFolder> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentOutOfRangeException.ThrowIfZero(runs.Count);
        var summaries = Named(runs);
        var body = new StringBuilder();
        body.Append(CultureInfo.InvariantCulture, $"<header class=\"top\"><h1>Refusal report</h1><p>{Encode(Subtitle(runs))}</p></header>");
        Section(body, "Both axes", $"<div class=\"panel\">{TradeOffPlot.Draw(summaries)}</div>{HtmlTables.Write(RunTables.Headline(summaries).WithoutEmptyColumns())}");
        foreach (var run in runs.Skip(1))
        {
            Compare(body, runs[0], run);
        }

        Section(body, "Tasks", HtmlTables.Write(RunTables.Tasks(summaries)));
        Section(body, "Harm categories", HtmlTables.Write(RunTables.Categories(summaries)));
        Section(body, "Suites", HtmlTables.Write(RunTables.Suites(summaries)));
        Section(body, "Abilities", HtmlTables.Write(RunTables.Abilities(summaries)));
        foreach (var tag in RunTables.Tags(summaries))
        {
            Section(body, $"Slices by {tag.Replace('_', ' ')}", HtmlTables.Write(RunTables.Tag(summaries, tag)));
        }

        Section(body, "Scorers", HtmlTables.Write(RunTables.Scorers(summaries)) + string.Concat(summaries.Select(run => HtmlTables.Write(RunTables.AgreementMatrix(run)))));
        var positions = RefusalPositions.Draw(runs);
        Section(body, "Where refusals stand", positions.Length == 0 ? "" : $"<div class=\"panel\">{positions}</div><p class=\"note\">Words before the first refusal phrase of an answer that counts as refused; the list is the 12 substrings.</p>");
        Section(body, "Answers", SampleAnswers.Write(runs));
        Section(body, "How it was made", Provenance(runs));
        return Page("Refusal report", body.ToString());
    }

    /// <summary>Makes a page that loads nothing and may load nothing.</summary>
    internal static string Page(string title, string body) =>
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
        + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">"
        + $"<title>{Encode(title)}</title><style>{Style.Value}</style></head><body><main>{body}</main><script>{Script.Value}</script></body></html>\n";

    // Two runs of one target are told apart by their ids.
    private static RunSummary[] Named(IReadOnlyList<RunFolder> runs)
    {
        var summaries = runs.Select(run => run.Summarise()).ToArray();
        var twice = summaries.GroupBy(summary => summary.Target).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        return [.. summaries.Select(summary => twice.Contains(summary.Target) ? summary with { Target = $"{summary.Target} {summary.Run}" } : summary)];
    }

    private static string Subtitle(IReadOnlyList<RunFolder> runs)
    {
        var responses = runs.Sum(run => run.Record.Suites.Sum(suite => suite.Samples));
        var missing = runs.Sum(run => run.Summarise().Missing);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join(" · ", runs.Select(run => run.Record.Target.Name))} — {responses:N0} samples{(missing > 0 ? $", {missing:N0} of them not finished" : "")}");
    }

    private static void Compare(StringBuilder body, RunFolder baseline, RunFolder candidate)
    {
        var title = $"What changed: {candidate.Record.Target.Name} against {baseline.Record.Target.Name}";
        try
        {
            var comparison = RunComparison.Of(baseline, candidate, mayDiffer: MayDiffer.Prompt | MayDiffer.Attack);
            var (tasks, categories) = (HtmlTables.Write(ComparisonTables.Tasks(comparison)), HtmlTables.Write(ComparisonTables.Categories(comparison)));
            Section(
                body,
                title,
                HtmlTables.Write(ComparisonTables.Suites(comparison))
                + Folded("by task", tasks) + Folded("by harm category", categories));
        }
        catch (DemurException refused)
        {
            Section(body, title, $"<p class=\"note\">{Encode(refused.Message)}</p>");
        }
    }

    private static string Folded(string title, string content) =>
        content.Length > 0 ? $"<details class=\"group\"><summary><h3>{title}</h3></summary>{content}</details>" : "";

    private static string Provenance(IReadOnlyList<RunFolder> runs)
    {
        var table = new ReportTable(
            "How it was made",
            ["target", "identity", "run", "started", "Demur", "attack", "scorers", "seed", "machine"],
            [.. runs.Select(run => run.Record).Select(record => (IReadOnlyList<ReportCell>)
            [
                ReportCell.Of(record.Target.Name),
                ReportCell.Of(record.Target.Identity),
                ReportCell.Of(record.Id.Value),
                ReportCell.Of(record.StartedAt.ToString("u", CultureInfo.InvariantCulture)),
                ReportCell.Of(record.Version),
                ReportCell.Of(record.Attacks is { Count: > 0 } attacks ? string.Join(SampleAttack.Joint, attacks) : "none"),
                ReportCell.Of(string.Join(", ", record.Scorers.Select(scorer => $"{scorer.Name} {scorer.Identity}"))),
                ReportCell.Of(record.Seed),
                ReportCell.Of($"{record.Machine.Processor}, {record.Machine.Threads} threads"),
            ])]);
        var arguments = string.Concat(runs.Select(run => $"<pre>demur {Encode(string.Join(' ', run.Record.Arguments))}</pre>"));
        return HtmlTables.Write(table) + arguments;
    }

    private static void Section(StringBuilder body, string title, string content)
    {
        if (content.Length > 0)
        {
            body.Append(CultureInfo.InvariantCulture, $"<section><h2>{Encode(title)}</h2>{content}</section>");
        }
    }

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream($"Demur.Evaluation.Reports.{name}")
            ?? throw new InvalidOperationException($"The report's {name} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
