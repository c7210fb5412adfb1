namespace Demur.Models.Tokenizers;

/// <summary>A text as a model reads it; every list has one entry a token.</summary>
public sealed record TokenEncoding
{
    /// <summary>Gets the token ids.</summary>
    public required IReadOnlyList<int> Ids { get; init; }

    /// <summary>Gets where each token stands in its text, in Unicode code points; (0, 0) for tokens that the post-processor added.</summary>
    public required IReadOnlyList<TokenOffset> Offsets { get; init; }

    /// <summary>Gets the tokens as the vocabulary spells them.</summary>
    public required IReadOnlyList<string> Tokens { get; init; }

    /// <summary>Gets the segment of each token: 0 for the first text, usually 1 for the second of a pair.</summary>
    public required IReadOnlyList<int> TypeIds { get; init; }

    /// <summary>Gets 1 for a token and 0 for padding.</summary>
    public required IReadOnlyList<int> AttentionMask { get; init; }

    /// <summary>Gets 1 for tokens that the post-processor or padding added and 0 for tokens of the text.</summary>
    public required IReadOnlyList<int> SpecialTokensMask { get; init; }

    /// <summary>Gets the windows that truncation cut off, each as long as the limit and overlapping by the stride; empty without truncation.</summary>
    public IReadOnlyList<TokenEncoding> Overflowing { get; init; } = [];

    /// <summary>Gets the number of tokens.</summary>
    public int Count => Ids.Count;
}
