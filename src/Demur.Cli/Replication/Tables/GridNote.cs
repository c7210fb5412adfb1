using System.Text;

namespace Demur.Cli.Replication.Tables;

/// <summary>What a reader of any grid's tables must know.</summary>
internal static class GridNote
{
    public static string Of(int cells, IReadOnlyList<LedgerLine> lines)
    {
        const string Scale = "**135M parameters show the direction of an effect, not a 7B model's size of it.**\n";
        var text = new StringBuilder(TableText.Text($"{lines.Count} of {cells} cells are done"));
        if (lines.Count == 0)
        {
            return text.Append(". ").Append(Scale).ToString();
        }

        var kinds = lines.GroupBy(line => $"{line.Machine}, {line.Device}, {line.Precision}").OrderByDescending(kind => kind.Count()).ThenBy(kind => kind.Key, StringComparer.Ordinal)
            .Select(kind => TableText.Text($"{kind.Count()} on {kind.Key}"));
        return text.Append(TableText.Text($" ({string.Join("; ", kinds)}), {lines.Sum(line => line.TrainSeconds + line.TestSeconds) / 3600:F1} hours, judged by {string.Join(", ", lines.Select(line => line.Hashes.Judge.Split(' ')[0]).Distinct())}. "))
            .Append("Per cent or points, mean of the seeds done, with 95 % intervals over documents or requests: what is asked of one text in several tasks or seeds counts as one draw. ")
            .Append(Scale).ToString();
    }
}
