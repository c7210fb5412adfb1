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
    private const long LogitsInFlight = 4L << 20; // 16 MiB of float32 for each side

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
        var weights = Column(positions.Weights ?? [.. Enumerable.Repeat(1f, (int)policy.Size(0))]);
        var leavesOut = Column(positions.LeavesOut ?? new float[policy.Size(0)]);
        var leftOut = Tensor.From<long>([.. positions.LeftOut.Select(token => (long)token)], [positions.LeftOut.Count]).To(policy.Device);
        var head = model.HeadWeight.To(policy.DType);
        var slopes = Tensor.Empty(policy.Shape, wide, policy.Device);
        var chunk = Math.Max(16, LogitsInFlight / model.Config.VocabularySize);
        var value = 0.0;
        for (long start = 0; start < policy.Size(0); start += chunk)
        {
            using var scope = new TensorScope();
            var rows = Math.Min(chunk, policy.Size(0) - start);
            var logits = model.Logits(policy.Narrow(0, start, rows)); // (rows, V)
            var expected = model.Logits(reference.Narrow(0, start, rows)); // (rows, V)
            value += Fused.Divergence(logits, expected, weights.Narrow(0, start, rows), leavesOut.Narrow(0, start, rows), leftOut, model.Config.FinalLogitCap ?? 0).Sum().Item();
            slopes.Narrow(0, start, rows).CopyFrom(logits.To(policy.DType).MatMul(head));
        }

        return (value, slopes);

        Tensor Column(float[] values) => Tensor.From<float>(values, [values.Length]).To(policy.Device);
    }
}
