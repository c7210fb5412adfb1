using Demur.Tensors;

namespace Demur.Training.Losses.Preference;

/// <summary>
/// KTO (Ethayarajh et al. 2024, equation 8): w_d (1 - s(b (x - z))) for good answers and w_u (1 - s(b (z - x))) for bad ones,
/// with x the log-ratio of policy to reference and z the divergence that mismatched answers show, at least 0.
/// </summary>
public static class KtoLoss
{
    /// <summary>Computes the loss of each answer; their mean is the loss.</summary>
    /// <param name="ratios">The log-ratios, <c>(n)</c>; gradients flow to them.</param>
    /// <param name="good">Which answers are good.</param>
    /// <param name="mismatched">The mean log-ratio of answers to other prompts of the batch; below 0 it counts as 0, and no gradient flows to it.</param>
    /// <param name="options">Weights and variant.</param>
    /// <returns><c>(n)</c>.</returns>
    public static Tensor Compute(Tensor ratios, IReadOnlyList<bool> good, double mismatched, KtoOptions options)
    {
        using var scope = new TensorScope();
        var sign = Row([.. good.Select(desired => desired ? 1f : -1f)], ratios);
        var weight = Row([.. good.Select(desired => (float)(desired ? options.DesirableWeight : options.UndesirableWeight))], ratios);
        var point = options.ApoZero ? 0 : Math.Max(0, mismatched);
        return scope.MoveToOuter((((ratios - point) * sign * options.Beta).Sigmoid().Neg() + 1.0) * weight);
    }

    private static Tensor Row(float[] values, Tensor like) => Tensor.From<float>(values, [values.Length]).To(like.DType, like.Device);
}
