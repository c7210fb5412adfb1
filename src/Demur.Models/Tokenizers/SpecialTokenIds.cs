namespace Demur.Models.Tokenizers;

/// <summary>The tokens with a role of their own; <see langword="null"/> where the tokenizer has none.</summary>
public sealed record SpecialTokenIds
{
    /// <summary>Gets the token that begins a text.</summary>
    public int? Bos { get; init; }

    /// <summary>Gets the token that ends a text or an assistant's turn.</summary>
    public int? Eos { get; init; }

    /// <summary>Gets the token that fills short rows of a batch.</summary>
    public int? Pad { get; init; }

    /// <summary>Gets the token for what the vocabulary cannot spell.</summary>
    public int? Unk { get; init; }
}
