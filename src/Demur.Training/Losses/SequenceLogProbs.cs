using Demur.Models;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Training.Batching;

namespace Demur.Training.Losses;

/// <summary>Adds the log-probabilities of the targets up row by row: log p(y | x) = sum over t of log p(y_t | x, what precedes it).</summary>
public static class SequenceLogProbs
{
    /// <summary>Computes the sums of some rows in one forward pass.</summary>
    /// <param name="model">The model that predicts.</param>
    /// <param name="rows">At least one row.</param>
    /// <returns><c>(rows)</c> in float32; gradients flow from it where they are recorded.</returns>
    public static Tensor Compute(ICausalLanguageModel model, IReadOnlyList<TokenizedRow> rows)
    {
        using var scope = new TensorScope();
        var batch = PackedBatch.From(rows);
        return scope.MoveToOuter(Compute(model, model.Forward(TokenBatch.Of(batch.Rows())), batch));
    }

    /// <summary>Computes the sums of all rows without gradients, as a reference's are cached.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="microBatchTokens">The tokens computed at once.</param>
    public static IReadOnlyList<float> ComputeAll(ICausalLanguageModel model, IReadOnlyList<TokenizedRow> rows, int microBatchTokens)
    {
        using var recording = Autograd.NoGrad();
        var sums = new float[rows.Count];
        foreach (var micro in BatchPlan.CutIntoMicroBatches<int>([.. Enumerable.Range(0, rows.Count)], index => rows[index].TokenIds.Length, microBatchTokens))
        {
            using var scope = new TensorScope();
            var values = Compute(model, [.. micro.Select(index => rows[index])]).ToArray<float>();
            for (var place = 0; place < micro.Count; place++)
            {
                sums[micro[place]] = values[place];
            }
        }

        return sums;
    }

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
