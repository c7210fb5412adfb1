namespace Demur.Models.Tokenizers;

/// <summary>A token that is found in the text before the vocabulary's own algorithm sees it.</summary>
public sealed record AddedToken
{
    /// <summary>Gets the id of the token.</summary>
    public required int Id { get; init; }

    /// <summary>Gets the text that the token stands for.</summary>
    public required string Content { get; init; }

    /// <summary>Gets whether the token matches only where no word character touches it.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Gets whether the token swallows the white space before it.</summary>
    public bool LeftStrip { get; init; }

    /// <summary>Gets whether the token swallows the white space after it.</summary>
    public bool RightStrip { get; init; }

    /// <summary>Gets whether the token is looked for in the normalised text, in its own normalised form.</summary>
    public bool Normalized { get; init; }

    /// <summary>Gets whether decoding can leave the token out.</summary>
    public bool Special { get; init; }
}
