namespace Demur.Models.Tokenizers.Patterns;

/// <summary>What one step of a compiled pattern does.</summary>
internal enum RegexOperation
{
    /// <summary>One code point of <c>Set</c>.</summary>
    Set,

    /// <summary>Between <c>A</c> and <c>B</c> code points of <c>Set</c>, as many as possible first.</summary>
    GreedyRun,

    /// <summary>As <see cref="GreedyRun"/>, but never fewer than possible.</summary>
    PossessiveRun,

    /// <summary>Go on at <c>A</c>, and at <c>B</c> if that fails.</summary>
    Split,

    /// <summary>Go on at <c>A</c>.</summary>
    Jump,

    /// <summary>A condition on the place, <see cref="AnchorKind"/> in <c>A</c>.</summary>
    Anchor,

    /// <summary>What follows must match without being taken; <c>B</c> is 1 for must not. Go on at <c>A</c>.</summary>
    LookAhead,

    /// <summary>What comes before must match; <c>B</c> is 1 for must not. Go on at <c>A</c>.</summary>
    LookBehind,

    /// <summary>Match what follows once and for all, then go on at <c>A</c>.</summary>
    Atomic,

    /// <summary>Remember the place in slot <c>A</c>.</summary>
    Mark,

    /// <summary>Fail when the place has not changed since slot <c>A</c>, so that an empty loop ends.</summary>
    Progress,

    /// <summary>The pattern, or the part inside a condition, has matched.</summary>
    Match,
}

/// <summary>One step of a compiled pattern.</summary>
internal readonly record struct RegexInstruction(RegexOperation Operation, int A = 0, int B = 0, CodePointClass? Set = null);
