namespace Demur.Evaluation.Scorers;

/// <summary>How a published list of phrases is looked for.</summary>
public enum PhraseMatch
{
    /// <summary>Anywhere, letter case ignored.</summary>
    AnywhereIgnoringCase,

    /// <summary>Anywhere, letter case as listed.</summary>
    AnywhereExactCase,

    /// <summary>At the start of the trimmed text, letter case ignored.</summary>
    StartIgnoringCase,
}
