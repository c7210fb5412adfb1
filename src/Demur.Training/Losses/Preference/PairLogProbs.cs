using Demur.Models;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Training.Batching;

namespace Demur.Training.Losses.Preference;

/// <summary>Runs a model over pairs and adds up each answer's log-probabilities.</summary>
public static class PairLogProbs
{
    /// <summary>Computes the sums of some pairs in one forward pass.</summary>
    /// <param name="model">The model.</param>
    /// <param name="pairs">At least one pair.</param>
    /// <param name="ldAlpha">The weight of tokens beyond the shorter answer's length; 1 for plain sums.</param>
    /// <returns>Two tensors of <c>(n)</c>; gradients flow from them where they are recorded.</returns>
    public static (Tensor Chosen, Tensor Rejected) Compute(ICausalLanguageModel model, IReadOnlyList<TokenizedPair> pairs, double ldAlpha)
    {
        using var scope = new TensorScope();
        var batch = Pack(pairs, ldAlpha);
        var sums = SequenceLogProbs.Compute(model, model.Forward(TokenBatch.Of(batch.Rows())), batch);
        return (scope.MoveToOuter(sums.Narrow(0, 0, pairs.Count)), scope.MoveToOuter(sums.Narrow(0, pairs.Count, pairs.Count)));
    }

    /// <summary>Computes the sums of all pairs without gradients, as a reference's are cached.</summary>
    /// <param name="model">The model.</param>
    /// <param name="pairs">The pairs.</param>
    /// <param name="ldAlpha">As in <see cref="Compute"/>.</param>
    /// <param name="microBatchTokens">The tokens computed at once.</param>
    public static PairReference ComputeAll(ICausalLanguageModel model, IReadOnlyList<TokenizedPair> pairs, double ldAlpha, int microBatchTokens)
    {
        using var recording = Autograd.NoGrad();
        var (chosen, rejected) = (new float[pairs.Count], new float[pairs.Count]);
        foreach (var micro in BatchPlan.CutIntoMicroBatches<int>([.. Enumerable.Range(0, pairs.Count)], index => pairs[index].Tokens, microBatchTokens))
        {
            using var scope = new TensorScope();
            var (better, worse) = Compute(model, [.. micro.Select(index => pairs[index])], ldAlpha);
            var (first, second) = (better.To(ScalarType.Float32).ToArray<float>(), worse.To(ScalarType.Float32).ToArray<float>());
            for (var place = 0; place < micro.Count; place++)
            {
                (chosen[micro[place]], rejected[micro[place]]) = (first[place], second[place]);
            }
        }

        return new PairReference(chosen, rejected);
    }

    private static PackedBatch Pack(IReadOnlyList<TokenizedPair> pairs, double ldAlpha)
    {
        var batch = PackedBatch.From([.. pairs.Select(pair => pair.Chosen), .. pairs.Select(pair => pair.Rejected)]);
        if (ldAlpha == 1)
        {
            return batch;
        }

        var weights = new float[batch.Targets.Length];
        var seen = new int[batch.Lengths.Length];
        for (var target = 0; target < weights.Length; target++)
        {
            var row = batch.TargetRows[target];
            var pair = pairs[row % pairs.Count];
            weights[target] = seen[row]++ < Math.Min(pair.Chosen.TargetCount, pair.Rejected.TargetCount) ? 1 : (float)ldAlpha;
        }

        return batch with { Weights = weights };
    }
}
