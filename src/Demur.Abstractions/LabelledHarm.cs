namespace Demur.Abstractions;

/// <summary>A text, a request, or a request with its answer, and whether it is harmful: what harm judges are trained on and measured against.</summary>
public sealed record LabelledHarm
{
    /// <summary>Gets the text or request.</summary>
    public required string Prompt { get; init; }

    /// <summary>Gets the answer that is labelled, or <see langword="null"/> where the prompt itself is.</summary>
    public string? Response { get; init; }

    /// <summary>Gets whether the answer, or without one the prompt, is harmful.</summary>
    public required bool Harmful { get; init; }

    /// <summary>Gets the category of the harm, where the label names one.</summary>
    public HarmCategory? Category { get; init; }

    /// <summary>Gets the identity group that the text is about, where the set names one.</summary>
    public string? Group { get; init; }

    /// <summary>Gets the set or suite that the row is from.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the licence of the row, which decides whether weights trained on it may ship.</summary>
    public required string Licence { get; init; }

    /// <summary>Gets who labelled: <c>people</c> row by row, <c>authors</c> by the list that the row stands in, <c>model</c>, or <c>derived</c> from another label.</summary>
    public required string LabelledBy { get; init; }

    /// <summary>Gets the set's own words for the label.</summary>
    public string? Detail { get; init; }
}
