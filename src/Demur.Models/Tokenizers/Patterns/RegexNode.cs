namespace Demur.Models.Tokenizers.Patterns;

/// <summary>A part of a regular expression.</summary>
internal abstract record RegexNode
{
    /// <summary>One code point of a set.</summary>
    internal sealed record Set(CodePointClass Members) : RegexNode;

    /// <summary>Parts that follow one another; no parts match the empty text.</summary>
    internal sealed record Sequence(IReadOnlyList<RegexNode> Parts) : RegexNode;

    /// <summary>Choices, the first that leads to a match wins.</summary>
    internal sealed record Choice(IReadOnlyList<RegexNode> Options) : RegexNode;

    /// <summary>A part that repeats; <paramref name="Max"/> is <see cref="int.MaxValue"/> for no limit.</summary>
    internal sealed record Repeat(RegexNode Body, int Min, int Max, RepeatKind Kind) : RegexNode;

    /// <summary>A condition on what stands after or before the place.</summary>
    internal sealed record Look(RegexNode Body, bool Behind, bool Negative) : RegexNode;

    /// <summary>A part that is never tried again in another way.</summary>
    internal sealed record Atomic(RegexNode Body) : RegexNode;

    /// <summary>A condition on the place itself.</summary>
    internal sealed record Anchor(AnchorKind Kind) : RegexNode;
}

/// <summary>How a repetition tries its counts.</summary>
internal enum RepeatKind
{
    Greedy,
    Lazy,
    Possessive,
}

/// <summary>A place in a text.</summary>
internal enum AnchorKind
{
    TextStart,
    TextEnd,
    TextEndOrLastBreak,
    LineStart,
    LineEnd,
    WordBoundary,
    NotWordBoundary,
}
