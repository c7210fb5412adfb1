using Demur.Models;
using Demur.Tensors;

namespace Demur.Training.Losses;

/// <summary>
/// Holds a model to a frozen reference: L = (1/n) sum over positions of w KL(reference || policy)
/// = (1/n) sum w sum_v p_ref(v) (log p_ref(v) - log p(v)), over the whole vocabulary.
/// </summary>
/// <remarks>
/// The slope with respect to the policy's logits is p - p_ref, so the forward pass takes it at once and chunk by chunk:
/// only a few rows of logits exist at a time. The output head counts as frozen.
/// </remarks>
public static class KlToReference
{
    private const long LogitsInFlight = 8L << 20;

    // Added to a logit that is left out: no share of the distribution, and no infinity that would spoil a difference.
    private const float FarBelow = -1e4f;

    /// <summary>Computes the loss of one micro-batch.</summary>
    /// <param name="model">The model, for its output head.</param>
    /// <param name="policy">Final states of the policy at the positions, <c>(n, hidden)</c>; gradients flow to them.</param>
    /// <param name="reference">Final states of the reference at the same positions, <c>(n, hidden)</c>.</param>
    /// <param name="positions">How the positions count.</param>
    /// <returns>A scalar in float32 (float64 for float64 states), in nats.</returns>
    public static Tensor Compute(ICausalLanguageModel model, Tensor policy, Tensor reference, KlPositions positions)
    {
        using var scope = new TensorScope();
        var (value, slopes) = ValueAndSlopes(model, policy.Detach(), reference.Detach(), positions);
        var carrier = (policy.To(slopes.DType) * slopes).Sum();

        // Exactly zero, with the slopes as its gradient.
        var nothing = carrier - carrier.Detach();
        return scope.MoveToOuter((nothing + value) * (1 / positions.Divisor));
    }

    private static (double Value, Tensor Slopes) ValueAndSlopes(
        ICausalLanguageModel model, Tensor policy, Tensor reference, KlPositions positions)
    {
        using var recording = Autograd.NoGrad();
        var wide = policy.DType == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        var weight = Column(positions.Weights ?? [.. Enumerable.Repeat(1f, (int)policy.Size(0))]);
        var leavesOut = Column(positions.LeavesOut ?? new float[policy.Size(0)]);
        var leftOut = Tensor.From<float>([.. Enumerable.Range(0, model.Config.VocabularySize).Select(token => positions.LeftOut.Contains(token) ? FarBelow : 0)], [1, model.Config.VocabularySize]).To(policy.Device).To(wide);
        var slopes = Tensor.Empty(policy.Shape, wide, policy.Device);
        var chunk = Math.Max(16, LogitsInFlight / model.Config.VocabularySize);
        var value = 0.0;
        for (long start = 0; start < policy.Size(0); start += chunk)
        {
            using var scope = new TensorScope();
            var rows = Math.Min(chunk, policy.Size(0) - start);
            var without = leavesOut.Narrow(0, start, rows) * leftOut; // (rows, V)
            var logits = model.Logits(policy.Narrow(0, start, rows)) + without; // (rows, V)
            var expected = (model.Logits(reference.Narrow(0, start, rows)) + without).LogSoftmax(1); // (rows, V)
            var given = logits.LogSoftmax(1); // (rows, V)
            var share = expected.Exp();
            var weighed = weight.Narrow(0, start, rows);
            value += (share * (expected - given) * weighed).Sum(1).To(ScalarType.Float64).Sum().Item();
            var slope = (given.Exp() - share) * weighed;
            if (model.Config.FinalLogitCap is { } cap)
            {
                slope *= (logits * (1 / cap)).Square().Neg() + 1.0;
            }

            slopes.Narrow(0, start, rows).CopyFrom(slope.To(policy.DType).MatMul(model.HeadWeight.To(policy.DType)));
        }

        return (value, slopes);

        Tensor Column(float[] values) => Tensor.From<float>(values, [values.Length, 1]).To(policy.Device).To(wide);
    }
}
