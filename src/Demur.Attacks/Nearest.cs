namespace Demur.Attacks;

/// <summary>Finds the name that somebody who mistyped one had in mind.</summary>
internal static class Nearest
{
    /// <summary>Gives the known name that takes the fewest insertions, deletions and replacements of letters; the first of several.</summary>
    public static string To(string typed, IEnumerable<string> known) =>
        known.MinBy(name => name.StartsWith(typed, StringComparison.OrdinalIgnoreCase) ? 0 : Distance(typed.ToLowerInvariant(), name.ToLowerInvariant()))!;

    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var (diagonal, first) = (row[0], i);
            row[0] = first;
            for (var j = 1; j <= right.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (left[i - 1] == right[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
