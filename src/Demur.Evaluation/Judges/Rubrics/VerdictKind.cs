namespace Demur.Evaluation.Judges.Rubrics;

/// <summary>What became of asking a language model for a verdict.</summary>
public enum VerdictKind
{
    /// <summary>Every line asked for is there, once, with a value that is allowed.</summary>
    Given,

    /// <summary>The judge itself declined.</summary>
    Refused,

    /// <summary>The reply does not end as asked.</summary>
    Unparsed,

    /// <summary>No reply came.</summary>
    Failed,
}
