namespace Demur.Models.Generation;

/// <summary>New tokens of one cached row.</summary>
/// <param name="Slot">Where the row's own keys and values are.</param>
/// <param name="Prefix">How many tokens of the shared beginning come before them.</param>
/// <param name="Past">How many tokens the slot holds before these.</param>
/// <param name="Tokens">The new tokens.</param>
internal sealed record CachedSpan(int Slot, int Prefix, int Past, ArraySegment<int> Tokens)
{
    /// <summary>Gets the caller's mark of the row.</summary>
    public int Row { get; init; }

    /// <summary>Gets whether the row's tokens end with these.</summary>
    public bool IsLast { get; init; } = true;

    /// <summary>Cuts off at most the given number of tokens.</summary>
    public (CachedSpan Piece, CachedSpan Later) Cut(int most)
    {
        var count = Math.Min(most, Tokens.Count);
        var later = this with { Past = Past + count, Tokens = Tokens[count..] };
        return (this with { Tokens = Tokens[..count], IsLast = IsLast && later.Tokens.Count == 0 }, later);
    }
}
