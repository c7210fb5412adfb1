using System.Globalization;
using System.Text;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Evaluation.Reports;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Attacks;

/// <summary>Tables of published outputs, judged again: attack success beside the paper's own, and where refusals stand.</summary>
internal static class PublishedTable
{
    /// <summary>Gives the columns of attack success: one a judge.</summary>
    public static string[] Columns(RunFolder run) => ["attack", "model", "n", .. run.Record.Scorers.Select(scorer => $"complied, {scorer.Name}"), "degenerate", "unscored", "complied, paper by hand"];

    /// <summary>Gives the rows, sorted by attack, then as the models come.</summary>
    public static IEnumerable<string[]> Rows(IReadOnlyList<RunFolder> runs) =>
        from run in runs
        from suite in run.Summarise().Suites
        orderby PublishedRuns.AttackOf(suite.Suite)
        select Row(run, suite);

    /// <summary>Gives the columns of where refusals stand.</summary>
    public static string[] PositionColumns() => ["model", "refused", .. RefusalPositions.RangeNames];

    /// <summary>Gives how many refused answers of each model, all attacks together, have their first listed phrase where.</summary>
    public static IEnumerable<string[]> PositionRows(IReadOnlyList<RunFolder> runs) =>
        from run in runs
        let counts = RefusalPositions.Count(run)
        select (string[])[run.Record.Target.Name, Words.Count(counts.Sum()), .. counts.Select(count => string.Create(CultureInfo.InvariantCulture, $"{count} ({100.0 * count / Math.Max(1, counts.Sum()):F0} %)"))];

    /// <summary>Writes a table in Markdown.</summary>
    public static string Markdown(IReadOnlyList<string> columns, IEnumerable<string[]> rows)
    {
        var text = new StringBuilder().Append("| ").AppendJoin(" | ", columns).Append(" |\n|").Append(string.Concat(Enumerable.Repeat("---|", columns.Count))).Append('\n');
        foreach (var row in rows)
        {
            text.Append("| ").AppendJoin(" | ", row.Select(cell => cell.Trim())).Append(" |\n");
        }

        return text.ToString();
    }

    private static string[] Row(RunFolder run, SuiteSummary suite)
    {
        var attack = PublishedRuns.AttackOf(suite.Suite);
        var harmful = suite.Scorers.Select(scorer => scorer.Of(SampleLabel.Harmful)!).ToArray();
        return
        [
            attack, run.Record.Target.Name, Words.Count(harmful[0].Scored), .. harmful.Select(scores => Words.Rate(scores.ComplianceRate)), Words.Count(harmful[0].Degenerate), Words.Count(harmful[0].Unscored),
            PaperRates.Of(run.Record.Target.Name, attack) is { } paper ? string.Create(CultureInfo.InvariantCulture, $"{paper} %") : "not given",
        ];
    }
}
