using Demur.Abstractions;

namespace Demur.Models.Encoders;

/// <summary>Token ids of several texts, one text after the other without padding.</summary>
public sealed class TextBatch
{
    private TextBatch(long[] ids, long[] typeIds, long[] offsets)
    {
        Ids = ids;
        TypeIds = typeIds;
        Offsets = offsets;
    }

    /// <summary>Gets the number of texts.</summary>
    public int Rows => Offsets.Length - 1;

    /// <summary>Gets the tokens of all texts, N.</summary>
    public int Tokens => Ids.Length;

    internal long[] Ids { get; }

    internal long[] TypeIds { get; }

    /// <summary>Gets where each text begins, and after the last one N.</summary>
    internal long[] Offsets { get; }

    /// <summary>Lays texts one after the other, all tokens of type 0.</summary>
    /// <param name="rows">At least one text, each of at least one token.</param>
    /// <exception cref="DemurException">There is no text, or one has no token.</exception>
    public static TextBatch Of(IReadOnlyList<IReadOnlyList<int>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Of(rows, [.. rows.Select(row => (IReadOnlyList<int>)new int[row.Count])]);
    }

    /// <summary>Lays texts one after the other.</summary>
    /// <param name="rows">At least one text, each of at least one token.</param>
    /// <param name="typeIds">As many token types as there are tokens: 1 for the second text of a pair.</param>
    /// <exception cref="DemurException">There is no text, one has no token, or types and tokens differ in number.</exception>
    public static TextBatch Of(IReadOnlyList<IReadOnlyList<int>> rows, IReadOnlyList<IReadOnlyList<int>> typeIds)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(typeIds);
        if (rows.Count == 0 || rows.Any(row => row.Count == 0))
        {
            throw new DemurException("A batch needs at least one text, and every text at least one token. Encode with special tokens, so that an empty text has some.");
        }

        if (!rows.Select(row => row.Count).SequenceEqual(typeIds.Select(row => row.Count)))
        {
            throw new DemurException("Every token needs one token type: give as many types as tokens in each text.");
        }

        var offsets = new long[rows.Count + 1];
        for (var row = 0; row < rows.Count; row++)
        {
            offsets[row + 1] = offsets[row] + rows[row].Count;
        }

        return new TextBatch(
            [.. rows.SelectMany(row => row).Select(id => (long)id)],
            [.. typeIds.SelectMany(row => row).Select(id => (long)id)],
            offsets);
    }

    /// <summary>Counts each token's place within its text.</summary>
    /// <param name="first">The number of the first place.</param>
    internal long[] Positions(int first)
    {
        var positions = new long[Tokens];
        for (var row = 0; row < Rows; row++)
        {
            for (var index = Offsets[row]; index < Offsets[row + 1]; index++)
            {
                positions[index] = first + index - Offsets[row];
            }
        }

        return positions;
    }

    /// <summary>Gets one text's token ids.</summary>
    internal IReadOnlyList<int> Row(int row) => [.. Ids[(int)Offsets[row]..(int)Offsets[row + 1]].Select(id => (int)id)];

    /// <summary>Gets the places of the first token of each text.</summary>
    internal long[] Firsts() => Offsets[..^1];

    internal int LongestRow => Enumerable.Range(0, Rows).Max(row => (int)(Offsets[row + 1] - Offsets[row]));
}
