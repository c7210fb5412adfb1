using Demur.Tensors;

namespace Demur.Training.Losses;

/// <summary>Losses on the scalar that a reward model or harm detector gives each answer.</summary>
public static class RewardLosses
{
    /// <summary>Computes -log s(chosen - rejected - margin) for each pair (Bradley-Terry; Ouyang et al. 2022, equation 1).</summary>
    /// <param name="chosen">The scores of the better answers, <c>(n)</c>.</param>
    /// <param name="rejected">The scores of the worse answers, <c>(n)</c>.</param>
    /// <param name="margin">How far apart they should be, at least 0.</param>
    /// <returns><c>(n)</c>, in nats.</returns>
    public static Tensor Pairwise(Tensor chosen, Tensor rejected, double margin = 0)
    {
        using var scope = new TensorScope();
        return scope.MoveToOuter((chosen - rejected - margin).LogSigmoid().Neg());
    }

    /// <summary>
    /// Computes a harm detector's loss for each pair: -log s(safe) - log(1 - s(unsafe)), or as released
    /// -log s(safe - unsafe) plus twice that (MLLM-Protector, Pi et al. 2024).
    /// </summary>
    /// <param name="safe">The scores of the safe answers, <c>(n)</c>.</param>
    /// <param name="unsafeScores">The scores of the unsafe answers, <c>(n)</c>.</param>
    /// <param name="asReleased">Whether the published code's loss is taken, which counts the cross-entropy twice beside the pairwise term.</param>
    /// <returns><c>(n)</c>, in nats.</returns>
    public static Tensor HarmDetector(Tensor safe, Tensor unsafeScores, bool asReleased)
    {
        using var scope = new TensorScope();
        var single = safe.LogSigmoid().Neg() - unsafeScores.Neg().LogSigmoid();
        return scope.MoveToOuter(asReleased ? (safe - unsafeScores).LogSigmoid().Neg() + (single * 2.0) : single);
    }
}
