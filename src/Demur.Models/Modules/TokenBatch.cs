using Demur.Abstractions;

namespace Demur.Models.Modules;

/// <summary>Rows of token ids that lie one after the other, without padding.</summary>
public sealed class TokenBatch
{
    private TokenBatch(long[] ids, long[] offsets)
    {
        Ids = ids;
        Offsets = offsets;
    }

    /// <summary>Gets the ids of all rows, <c>// (N)</c>.</summary>
    public IReadOnlyList<long> Ids { get; }

    /// <summary>Gets where each row begins in <see cref="Ids"/>, and after the last one N.</summary>
    public IReadOnlyList<long> Offsets { get; }

    /// <summary>Gets the number of rows.</summary>
    public int Rows => Offsets.Count - 1;

    /// <summary>Gets the number of tokens in all rows, N.</summary>
    public int Tokens => Ids.Count;

    /// <summary>Gets the tokens of the longest row.</summary>
    public int LongestRow => Enumerable.Range(0, Rows).Max(row => (int)(Offsets[row + 1] - Offsets[row]));

    internal ReadOnlySpan<long> IdSpan => (long[])Ids;

    internal ReadOnlySpan<long> OffsetSpan => (long[])Offsets;

    /// <summary>Lays rows one after the other.</summary>
    /// <param name="rows">At least one row, each of at least one token.</param>
    /// <exception cref="DemurException">There is no row, or one is empty.</exception>
    public static TokenBatch Of(params IReadOnlyList<IReadOnlyList<int>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var offsets = new long[rows.Count + 1];
        for (var row = 0; row < rows.Count; row++)
        {
            offsets[row + 1] = offsets[row] + (rows[row].Count > 0
                ? rows[row].Count
                : throw new DemurException($"Row {row} of a batch of {rows.Count} has no token. Give every text at least one, such as the token that opens a text."));
        }

        if (rows.Count == 0)
        {
            throw new DemurException("A batch needs at least one row of tokens, and there was none.");
        }

        var ids = new long[offsets[^1]];
        for (var row = 0; row < rows.Count; row++)
        {
            for (var i = 0; i < rows[row].Count; i++)
            {
                ids[offsets[row] + i] = rows[row][i];
            }
        }

        return new TokenBatch(ids, offsets);
    }

    /// <summary>Gets the place of a row's last token in <see cref="Ids"/>.</summary>
    public int LastOf(int row) => (int)Offsets[row + 1] - 1;

    /// <summary>Gets each token's position within its row, from 0.</summary>
    internal long[] Positions()
    {
        var positions = new long[Ids.Count];
        for (var row = 0; row < Rows; row++)
        {
            for (var i = Offsets[row]; i < Offsets[row + 1]; i++)
            {
                positions[i] = i - Offsets[row];
            }
        }

        return positions;
    }
}
