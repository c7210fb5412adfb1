using Demur.Models;
using Demur.Tensors;
using Demur.Training.Batching;

namespace Demur.Training.Losses;

/// <summary>Pushes the targets of packed rows away: L = -(1/W) sum w log(1 - p(target | what precedes it)) (Welleck et al. 2020, equation 4).</summary>
/// <remarks>1 - p is held at 1e-5 or above, where the gradient ends, so that a certain token gives no infinite loss.</remarks>
public static class UnlikelihoodLoss
{
    private const double Least = 1e-5;

    /// <summary>Computes the loss of one micro-batch.</summary>
    /// <param name="model">The model that predicts.</param>
    /// <param name="hidden">What the model's forward pass gave for the batch, <c>(N, hidden)</c>.</param>
    /// <param name="batch">The rows whose targets are unwanted.</param>
    /// <param name="divisor">The sum of the weights of all targets of the optimiser step.</param>
    /// <returns>A scalar in float32, in nats.</returns>
    public static Tensor Compute(ICausalLanguageModel model, Tensor hidden, PackedBatch batch, double divisor)
    {
        using var scope = new TensorScope();
        var count = batch.Targets.Length;
        var positions = Tensor.From<long>([.. batch.PredictingPositions.Select(place => (long)place)], [count]).To(model.Device);
        var weights = Tensor.From<float>(batch.Weights, [count]).To(model.Device);
        var logProbs = MaskedCrossEntropy.TargetLogProbs(model, hidden, batch).IndexSelect(0, positions); // (n)
        var others = (logProbs.Exp().Neg() + 1.0).Clamp(Least, 1);
        return scope.MoveToOuter((others.Log() * weights).Sum() * (-1 / divisor));
    }
}
