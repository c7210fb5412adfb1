using System.ComponentModel.DataAnnotations;

namespace Demur.Evaluation.Judges.Learned;

/// <summary>Sets where each stage of the staged judge decides.</summary>
public sealed record StagedJudgeOptions
{
    /// <summary>Gets the least probability at which the second stage decides alone.</summary>
    /// <value>The default is 0.98.</value>
    [Range(0.5, 1.0)]
    public double Certain { get; init; } = 0.98;

    /// <summary>Gets how much the encoder's opinion counts where both are asked; the rest is the second stage's.</summary>
    /// <value>The default is 0.6.</value>
    [Range(0.0, 1.0)]
    public double EncoderShare { get; init; } = 0.6;

    /// <summary>Gets the least probability of full refusal that is called one where the definition is <see cref="RefusalDefinition.SaysSo"/>.</summary>
    /// <remarks>Below one half, because F1 is best at about half of itself when probabilities are calibrated (Lipton et al. 2014).</remarks>
    /// <value>The default is 0.35.</value>
    [Range(0.05, 0.95)]
    public double SaysSoFrom { get; init; } = 0.35;

    /// <summary>Gets the probability below which the judge abstains.</summary>
    /// <value>The default is 0: it never does.</value>
    [Range(0.0, 1.0)]
    public double AbstainBelow { get; init; }
}
