using Demur.Abstractions;

namespace Demur.Evaluation.Thresholds;

/// <summary>What a model did with one sample at one scale of its adapter.</summary>
/// <param name="Label">What a good model does with it; harmful or harmless.</param>
/// <param name="Refused">Whether the model's own answer refuses, in part or in full.</param>
/// <param name="LogOdds">The refusal log-odds at the answer's first token.</param>
public sealed record CalibrationSample(SampleLabel Label, bool Refused, double LogOdds)
{
    /// <summary>Tells whether the sample is refused with a threshold: by the model itself or by its log-odds.</summary>
    /// <param name="threshold">The threshold; infinite for none.</param>
    public bool IsRefusedAt(double threshold) => Refused || LogOdds > threshold;
}
