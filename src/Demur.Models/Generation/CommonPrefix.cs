namespace Demur.Models.Generation;

/// <summary>How many tokens texts have in common at their beginning.</summary>
internal static class CommonPrefix
{
    public static int Of(IReadOnlyList<int> left, IReadOnlyList<int> right)
    {
        var most = Math.Min(left.Count, right.Count);
        var count = 0;
        while (count < most && left[count] == right[count])
        {
            count++;
        }

        return count;
    }

    /// <summary>Counts what all rows share, leaving each at least one token of its own.</summary>
    public static int OfAll(IReadOnlyList<IReadOnlyList<int>> rows)
    {
        var count = rows.Min(row => row.Count) - 1;
        foreach (var row in rows.Skip(1))
        {
            count = Math.Min(count, Of(rows[0], row));
        }

        return Math.Max(count, 0);
    }
}
