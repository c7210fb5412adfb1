using Demur.Tensors;

namespace Demur.Training.Losses.Preference;

/// <summary>The log-probabilities of a batch of pairs, each summed over its answer's tokens, all of shape <c>(n)</c>.</summary>
public sealed record PreferenceScores
{
    /// <summary>Gets the policy's log-probability of each chosen answer; gradients flow to it.</summary>
    public required Tensor PolicyChosen { get; init; }

    /// <summary>Gets the policy's log-probability of each rejected answer; gradients flow to it.</summary>
    public required Tensor PolicyRejected { get; init; }

    /// <summary>Gets the reference's log-probability of each chosen answer; losses without a reference leave it alone.</summary>
    public required Tensor ReferenceChosen { get; init; }

    /// <summary>Gets the reference's log-probability of each rejected answer.</summary>
    public required Tensor ReferenceRejected { get; init; }

    /// <summary>Gets the tokens of each chosen answer.</summary>
    public required Tensor ChosenTokens { get; init; }

    /// <summary>Gets the tokens of each rejected answer.</summary>
    public required Tensor RejectedTokens { get; init; }

    internal Tensor ChosenRatio => PolicyChosen - ReferenceChosen;

    internal Tensor RejectedRatio => PolicyRejected - ReferenceRejected;

    internal Tensor MeanChosenRatio => ChosenRatio / ChosenTokens;

    internal Tensor MeanRejectedRatio => RejectedRatio / RejectedTokens;

    internal Tensor MeanPolicyChosen => PolicyChosen / ChosenTokens;

    internal Tensor MeanPolicyRejected => PolicyRejected / RejectedTokens;
}
