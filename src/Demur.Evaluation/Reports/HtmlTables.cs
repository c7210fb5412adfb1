using System.Globalization;
using System.Net;
using System.Text;

namespace Demur.Evaluation.Reports;

/// <summary>Writes report tables as HTML.</summary>
internal static class HtmlTables
{
    /// <summary>Writes one table with its note; nothing for a table without rows.</summary>
    public static string Write(ReportTable table)
    {
        if (table.Rows.Count == 0)
        {
            return "";
        }

        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<div class=\"scroll\"><table class=\"{(table.IsHeatMap ? "heat" : "")}\"><thead>");
        if (table.Groups.Count > 0)
        {
            var groups = table.Groups.Select(group => $"<th class=\"group\" colspan=\"{group.Columns}\">{Encode(group.Name)}</th>");
            html.Append("<tr>").AppendJoin("", groups).Append("</tr>");
        }

        html.Append("<tr>");
        foreach (var (index, column) in table.Columns.Index())
        {
            var numeric = table.Rows.Any(row => row[index].IsNumber);
            html.Append(CultureInfo.InvariantCulture, $"<th class=\"{(numeric ? "n" : "")}\">{Encode(column)}</th>");
        }

        html.Append("</tr></thead><tbody>");
        foreach (var row in table.Rows)
        {
            html.Append(row is [{ IsReference: true }, ..] ? "<tr class=\"reference\">" : "<tr>");
            html.AppendJoin("", row.Select(cell => Cell(cell, table.IsHeatMap))).Append("</tr>");
        }

        html.Append("</tbody></table></div>");
        return table.Note is null ? html.ToString() : html.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{Encode(table.Note)}</p>").ToString();
    }

    private static string Cell(ReportCell cell, bool shade)
    {
        var style = shade && cell.Merit is { } merit
            ? string.Create(CultureInfo.InvariantCulture, $" style=\"--merit:{100 * merit:F0}%\"")
            : "";
        var tone = cell.IsBetter switch { true => " better", false => " worse", _ => "" };
        var classes = $"{(cell.IsNumber ? "n" : "")}{(style.Length > 0 ? " shaded" : "")}{tone}";
        var detail = cell.Detail is null ? "" : $"<small>{Encode(cell.Detail)}</small>";
        return $"<td class=\"{classes}\"{style}>{Encode(cell.Text)}{detail}</td>";
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
