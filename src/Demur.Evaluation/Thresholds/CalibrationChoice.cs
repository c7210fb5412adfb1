using Demur.Abstractions;

namespace Demur.Evaluation.Thresholds;

/// <summary>A scale and a threshold, with what they do on a set of samples.</summary>
public sealed record CalibrationChoice
{
    /// <summary>Gets the factor on the adapter's change.</summary>
    public required double Scale { get; init; }

    /// <summary>Gets the refusal log-odds above which an answer becomes a refusal, or <see langword="null"/> for none.</summary>
    public double? Threshold { get; init; }

    /// <summary>Gets the share of harmful samples that are refused.</summary>
    public required Rate RefusalRate { get; init; }

    /// <summary>Gets the share of harmless samples that are refused.</summary>
    public required Rate FalseRefusalRate { get; init; }
}
