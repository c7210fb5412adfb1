namespace Demur.Models.Encoders;

/// <summary>Gathers texts into batches of about equal work.</summary>
internal static class TokenPacker
{
    /// <summary>Cuts texts in order into batches of at most so many tokens; a longer text is a batch of its own.</summary>
    public static IEnumerable<IReadOnlyList<IReadOnlyList<int>>> Pack(IEnumerable<IReadOnlyList<int>> rows, int tokens)
    {
        var batch = new List<IReadOnlyList<int>>();
        var filled = 0;
        foreach (var row in rows)
        {
            if (batch.Count > 0 && filled + row.Count > tokens)
            {
                yield return batch;
                batch = [];
                filled = 0;
            }

            batch.Add(row);
            filled += row.Count;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    /// <summary>Shortens a text from its end; the last token, which closes it, stays.</summary>
    public static IReadOnlyList<int> Cut(IReadOnlyList<int> ids, int longest) =>
        ids.Count <= longest ? ids : [.. ids.Take(longest - 1), ids[^1]];
}
