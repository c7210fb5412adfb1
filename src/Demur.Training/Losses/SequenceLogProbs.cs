using Demur.Models;
using Demur.Tensors;
using Demur.Training.Batching;

namespace Demur.Training.Losses;

/// <summary>Adds the log-probabilities of the targets up row by row: log p(y | x) = sum over t of log p(y_t | x, what precedes it).</summary>
public static class SequenceLogProbs
{
    /// <summary>Computes the sums of one micro-batch.</summary>
    /// <param name="model">The model that predicts.</param>
    /// <param name="hidden">What the model's forward pass gave for the batch, <c>(N, hidden)</c>.</param>
    /// <param name="batch">The rows, each target with its weight.</param>
    /// <returns><c>(rows)</c> in float32.</returns>
    public static Tensor Compute(ICausalLanguageModel model, Tensor hidden, PackedBatch batch)
    {
        using var scope = new TensorScope();
        var weighted = MaskedCrossEntropy.WeightedLogProbs(model, hidden, batch); // (N)
        var count = batch.Targets.Length;
        var positions = Tensor.From<long>([.. batch.PredictingPositions.Select(place => (long)place)], [count]).To(model.Device);
        var rows = Tensor.From<long>([.. batch.TargetRows.Select(row => (long)row)], [count]).To(model.Device);
        var sums = Tensor.Zeros([batch.Lengths.Length], weighted.DType, model.Device);
        return scope.MoveToOuter(sums.IndexAdd(0, rows, weighted.IndexSelect(0, positions)));
    }
}
