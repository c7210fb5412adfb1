using Demur.Abstractions;

namespace Demur.Evaluation.Gates;

/// <summary>One thing a gate looked at.</summary>
public sealed record GateCheck
{
    /// <summary>Gets what was looked at, such as <c>own-direct: harmful refused</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the short name of the rule, the same in every run: <c>harmful-refused</c>, <c>trivial-policy</c> and so on.</summary>
    public required string Rule { get; init; }

    /// <summary>Gets what was found.</summary>
    public required GateVerdict Verdict { get; init; }

    /// <summary>Gets the finding in a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>Gets whether the check is of a category or task; such a check can find a regression and leaves passing to the whole.</summary>
    public bool IsSlice { get; init; }

    /// <summary>Gets the value in the baseline.</summary>
    public double? Before { get; init; }

    /// <summary>Gets the value in the candidate.</summary>
    public double? After { get; init; }

    /// <summary>Gets the interval of after minus before.</summary>
    public Interval? Change { get; init; }

    /// <summary>Gets the pairs compared.</summary>
    public int? Pairs { get; init; }

    /// <summary>Gets the one-sided p-value of getting worse, after Holm's adjustment within its family.</summary>
    public double? P { get; init; }
}
