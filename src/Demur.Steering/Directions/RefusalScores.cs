using Demur.Tensors;

namespace Demur.Steering.Directions;

/// <summary>Figures of the next token, in float64, with the authors' epsilons.</summary>
internal static class RefusalScores
{
    private const double LogOddsEpsilon = 1e-8;
    private const double KlEpsilon = 1e-6;

    /// <summary>The probabilities of the next token. <c>// (n, vocabulary)</c></summary>
    public static Tensor Probabilities(Tensor logits) => logits.To(ScalarType.Float64).Softmax(-1);

    /// <summary>log(P + 1e-8) - log(1 - P + 1e-8), where P is the probability of the refusal tokens together, one a row, in nats.</summary>
    public static double[] LogOdds(Tensor logits, IReadOnlyList<int> tokens)
    {
        using var scope = new TensorScope();
        var chosen = Tensor.From(tokens.Select(token => (long)token).ToArray()).To(logits.Device);
        var refusal = Probabilities(logits).IndexSelect(-1, chosen).Sum(-1);
        return ((refusal + LogOddsEpsilon).Log() - (1 - refusal + LogOddsEpsilon).Log()).ToArray<double>();
    }

    /// <summary>KL(p ‖ q), one a row, in nats.</summary>
    public static double[] Kl(Tensor before, Tensor after)
    {
        using var scope = new TensorScope();
        return (before * ((before + KlEpsilon).Log() - (after + KlEpsilon).Log())).Sum(-1).ToArray<double>();
    }
}
