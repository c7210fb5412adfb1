namespace Demur.Abstractions;

/// <summary>How the samples of a suite are measured.</summary>
public enum SuiteKind
{
    /// <summary>The target answers; scorers decide the outcome.</summary>
    Generation,

    /// <summary>The likeliest choice by log-probability is compared with the right one.</summary>
    MultipleChoice,

    /// <summary>Cross-entropy of ordinary text, in nats a token.</summary>
    CrossEntropy,
}
