using Demur.Tensors;

namespace Demur.Steering.Safeguards;

/// <summary>The three terms of DRO over last-token states (Zheng et al. 2024, section 3.2).</summary>
/// <remarks>
/// With l = 1 for harmless queries and 0 for harmful ones, x the state under the soft prompt and x₀ that under the text it began as:
/// L_r = BCE(f_r(x) - f_r(x₀), l), L_h = BCE(f_h(x) - f_h(x₀), l), L_U the mean over the other n - m dimensions of (Uᵀ(x - x₀))².
/// At the start x = x₀: L_r = L_h = ln 2 and L_U = 0.
/// </remarks>
/// <param name="anchor">Mean and basis.</param>
/// <param name="refusal">f_r.</param>
/// <param name="harmfulness">f_h.</param>
public sealed class SafeguardLoss(PcaAnchor anchor, LinearProbe refusal, LinearProbe harmfulness)
{
    /// <summary>Computes the means of the three terms over rows, with gradients.</summary>
    /// <param name="states">x, <c>(B, hidden)</c>, in float32 or wider.</param>
    /// <param name="start">x₀, of the same shape and type.</param>
    /// <param name="harmless">l, <c>(B)</c>: 1 for harmless queries.</param>
    public (Tensor Refusal, Tensor Harmfulness, Tensor Others) Of(Tensor states, Tensor start, Tensor harmless)
    {
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(start);
        using var scope = new TensorScope();
        var (now, before) = (anchor.Project(states), anchor.Project(start)); // (B, n)
        var (nowFirst, beforeFirst) = (now.Narrow(1, 0, anchor.Dimensions), before.Narrow(1, 0, anchor.Dimensions));
        var others = anchor.HiddenSize - anchor.Dimensions;
        var rest = (now.Narrow(1, anchor.Dimensions, others) - before.Narrow(1, anchor.Dimensions, others)).Square().Mean();
        return (
            scope.MoveToOuter(CrossEntropy(refusal.Logits(nowFirst) - refusal.Logits(beforeFirst), harmless)),
            scope.MoveToOuter(CrossEntropy(harmfulness.Logits(nowFirst) - harmfulness.Logits(beforeFirst), harmless)),
            scope.MoveToOuter(rest));
    }

    /// <summary>Computes the mean binary cross-entropy of logits and soft labels. <c>// (B) to scalar</c></summary>
    internal static Tensor CrossEntropy(Tensor logits, Tensor labels)
    {
        using var scope = new TensorScope();
        return scope.MoveToOuter(-((labels * logits.LogSigmoid()) + ((1.0 - labels) * (-logits).LogSigmoid())).Mean());
    }
}
