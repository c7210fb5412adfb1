using Demur.Models;
using Demur.Tensors;
using Demur.Training.Batching;

namespace Demur.Training.Losses;

/// <summary>Weighted cross-entropy over the targets of packed rows: L = -(1/W) sum w log p(target | what precedes it).</summary>
/// <remarks>
/// The divisor W is the caller's, so that micro-batches of one step add up to the mean over all of its targets.
/// The output head is applied only where there is a target.
/// </remarks>
public static class MaskedCrossEntropy
{
    /// <summary>Computes the loss of one micro-batch.</summary>
    /// <param name="model">The model that predicts.</param>
    /// <param name="hidden">What the model's forward pass gave for the batch, <c>(N, hidden)</c>.</param>
    /// <param name="batch">Rows without padding.</param>
    /// <param name="divisor">The sum of the weights of all targets of the optimiser step.</param>
    /// <returns>A scalar in float32, in nats, that gradients flow from.</returns>
    public static Tensor Compute(ICausalLanguageModel model, Tensor hidden, PackedBatch batch, double divisor) =>
        WeightedLogProbs(model, hidden, batch).Sum() * (-1.0 / divisor);

    /// <summary>Gives w log p(target) at every position, 0 where there is none. <c>// (N)</c></summary>
    internal static Tensor WeightedLogProbs(ICausalLanguageModel model, Tensor hidden, PackedBatch batch)
    {
        var weights = new float[batch.TokenIds.Length];
        for (var index = 0; index < batch.PredictingPositions.Length; index++)
        {
            weights[batch.PredictingPositions[index]] = batch.Weights[index];
        }

        return TargetLogProbs(model, hidden, batch) * Tensor.From<float>(weights, [weights.Length]).To(model.Device);
    }

    /// <summary>Gives log p(target) at every position, 0 where there is none. <c>// (N)</c></summary>
    internal static Tensor TargetLogProbs(ICausalLanguageModel model, Tensor hidden, PackedBatch batch)
    {
        var labels = new long[batch.TokenIds.Length];
        Array.Fill(labels, -100);
        for (var index = 0; index < batch.PredictingPositions.Length; index++)
        {
            labels[batch.PredictingPositions[index]] = batch.Targets[index];
        }

        return model.TokenLogProbs(hidden, Tensor.From<long>(labels, [labels.Length]).To(model.Device));
    }
}
