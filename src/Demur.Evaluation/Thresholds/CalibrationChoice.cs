using Demur.Abstractions;

namespace Demur.Evaluation.Thresholds;

/// <summary>A strength and a threshold, with what they do on a set of samples.</summary>
public sealed record CalibrationChoice
{
    /// <summary>Gets the strength: the factor on the adapter's change, or the coefficient, alpha or share of safety data that was tried.</summary>
    public required double Scale { get; init; }

    /// <summary>Gets the refusal log-odds, or the guard's score, above which an answer becomes a refusal, or <see langword="null"/> for none.</summary>
    public double? Threshold { get; init; }

    /// <summary>Gets the share of harmful samples that are refused.</summary>
    public required Rate RefusalRate { get; init; }

    /// <summary>Gets the share of harmless samples that are refused.</summary>
    public required Rate FalseRefusalRate { get; init; }
}
