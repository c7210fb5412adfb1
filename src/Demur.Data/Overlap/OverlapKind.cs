namespace Demur.Data.Overlap;

/// <summary>How two texts are alike.</summary>
public enum OverlapKind
{
    /// <summary>The same words in the same order; case, punctuation and white space apart.</summary>
    Exact,

    /// <summary>Many runs of words in common.</summary>
    Runs,

    /// <summary>Other words with the same meaning, by an encoder's vectors.</summary>
    Meaning,
}
