using System.Globalization;
using System.Text;
using Demur.Abstractions;

namespace Demur.Cli.Replication.Tables;

/// <summary>Writes figures and tables as the pages have them: per cent and points, intervals in brackets.</summary>
internal static class TableText
{
    /// <summary>What stands where nothing was measured.</summary>
    public const string Nothing = "–";

    public static string Share(PooledShare? share) => share is null ? Nothing : Text($"{Percent(share.Value)} {Bracket(share.Interval)}");

    public static string Difference(PooledDifference? difference) => difference is null ? Nothing : Text($"{Signed(difference.Value)} {Bracket(difference.Interval)}");

    public static string Range(IReadOnlyList<double> cells) => cells.Count < 2 ? Nothing : Text($"{Percent(cells.Min())} to {Percent(cells.Max())}");

    public static string Signed(double value) => Math.Round(100 * value) switch { > 0 and var points => Text($"+{points}"), 0 => "0", var points => Text($"{points}") };

    public static string Bracket(Interval interval) => Text($"[{Percent(interval.Low)}, {Percent(interval.High)}]");

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes a Markdown table.</summary>
    public static string Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var text = new StringBuilder("| ").AppendJoin(" | ", columns).Append(" |\n|").AppendJoin('|', columns.Select((_, index) => index == 0 ? "---" : "---:")).Append("|\n");
        foreach (var row in rows)
        {
            text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        }

        return text.ToString();
    }

    // Minus nought is nought.
    private static string Percent(double share) => Text($"{Math.Round(100 * share) + 0.0:F0}");
}
