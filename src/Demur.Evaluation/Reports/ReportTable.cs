using System.Text;

namespace Demur.Evaluation.Reports;

/// <summary>A table that a console, a Markdown file and an HTML page show alike.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">The columns' names.</param>
/// <param name="Rows">The cells, one list a row, as many as columns.</param>
public sealed record ReportTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<ReportCell>> Rows)
{
    /// <summary>Gets what a reader must know to read it, below the table.</summary>
    public string? Note { get; init; }

    /// <summary>Gets names over runs of columns, in order and adding up to all columns; empty for none.</summary>
    public IReadOnlyList<(string Name, int Columns)> Groups { get; init; } = [];

    /// <summary>Gets whether cells are shaded by merit.</summary>
    public bool IsHeatMap { get; init; }

    /// <summary>Writes the table as Markdown, details behind their values.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder($"### {Title}\n\n");
        text.Append("| ").AppendJoin(" | ", FullNames().Select(Escape)).Append(" |\n|");
        for (var column = 0; column < Columns.Count; column++)
        {
            text.Append(Rows.Any(row => row[column].IsNumber) ? " ---: |" : " --- |");
        }

        text.Append('\n');
        foreach (var row in Rows)
        {
            text.Append("| ").AppendJoin(" | ", row.Select(cell => Escape(cell.Detail is { } detail ? $"{cell.Text} {detail}" : cell.Text))).Append(" |\n");
        }

        return Note is null ? text.ToString() : text.Append('\n').Append(Note).Append('\n').ToString();
    }

    /// <summary>Leaves out the columns in which nothing was measured; a table with groups stays as it is.</summary>
    public ReportTable WithoutEmptyColumns()
    {
        if (Groups.Count > 0)
        {
            return this;
        }

        var kept = Enumerable.Range(0, Columns.Count).Where(column => Rows.Any(row => row[column].Text != ReportCell.NotMeasured)).ToArray();
        return this with
        {
            Columns = [.. kept.Select(column => Columns[column])],
            Rows = [.. Rows.Select(row => (IReadOnlyList<ReportCell>)[.. kept.Select(column => row[column])])],
        };
    }

    private IEnumerable<string> FullNames() => Groups is []
        ? Columns
        : Groups.SelectMany(group => Enumerable.Repeat(group.Name, group.Columns)).Zip(Columns, (group, name) => group.Length > 0 ? $"{group}: {name}" : name);

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
