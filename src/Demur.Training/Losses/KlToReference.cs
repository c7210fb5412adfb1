using Demur.Models;
using Demur.Tensors;

namespace Demur.Training.Losses;

/// <summary>
/// Holds a model to a frozen reference: L = (1/n) sum over positions of KL(reference || policy)
/// = (1/n) sum sum_v p_ref(v) (log p_ref(v) - log p(v)), over the whole vocabulary.
/// </summary>
/// <remarks>
/// The slope with respect to the policy's logits is p - p_ref, so the forward pass takes it at once and chunk by chunk:
/// only a few rows of logits exist at a time. The output head counts as frozen.
/// </remarks>
public static class KlToReference
{
    private const long LogitsInFlight = 8L << 20;

    /// <summary>Computes the loss of one micro-batch.</summary>
    /// <param name="model">The model, for its output head.</param>
    /// <param name="policy">Final states of the policy at the positions, <c>(n, hidden)</c>; gradients flow to them.</param>
    /// <param name="reference">Final states of the reference at the same positions, <c>(n, hidden)</c>.</param>
    /// <param name="divisor">The positions of the whole optimiser step.</param>
    /// <returns>A scalar in float32 (float64 for float64 states), in nats.</returns>
    public static Tensor Compute(ICausalLanguageModel model, Tensor policy, Tensor reference, double divisor)
    {
        using var scope = new TensorScope();
        var (value, slopes) = ValueAndSlopes(model, policy.Detach(), reference.Detach());
        var carrier = (policy.To(slopes.DType) * slopes).Sum();

        // Exactly zero, with the slopes as its gradient.
        var nothing = carrier - carrier.Detach();
        return scope.MoveToOuter((nothing + value) * (1 / divisor));
    }

    private static (double Value, Tensor Slopes) ValueAndSlopes(ICausalLanguageModel model, Tensor policy, Tensor reference)
    {
        using var recording = Autograd.NoGrad();
        var wide = policy.DType == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        var slopes = Tensor.Empty(policy.Shape, wide, policy.Device);
        var chunk = Math.Max(16, LogitsInFlight / model.Config.VocabularySize);
        var value = 0.0;
        for (long start = 0; start < policy.Size(0); start += chunk)
        {
            using var scope = new TensorScope();
            var rows = Math.Min(chunk, policy.Size(0) - start);
            var logits = model.Logits(policy.Narrow(0, start, rows)); // (rows, V)
            var expected = model.Logits(reference.Narrow(0, start, rows)).LogSoftmax(1); // (rows, V)
            var given = logits.LogSoftmax(1); // (rows, V)
            var share = expected.Exp();
            value += (share * (expected - given)).Sum(1).To(ScalarType.Float64).Sum().Item();
            var slope = given.Exp() - share;
            if (model.Config.FinalLogitCap is { } cap)
            {
                slope *= (logits * (1 / cap)).Square().Neg() + 1.0;
            }

            slopes.Narrow(0, start, rows).CopyFrom(slope.To(policy.DType).MatMul(model.HeadWeight.To(policy.DType)));
        }

        return (value, slopes);
    }
}
