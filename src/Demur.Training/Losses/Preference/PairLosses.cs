using Demur.Abstractions;
using Demur.Tensors;

namespace Demur.Training.Losses.Preference;

/// <summary>The equations of the losses on pairs.</summary>
/// <remarks>
/// With c and r the log-ratios of policy to reference of the chosen and the rejected answer, d = c - r, b = beta,
/// e = label smoothing and s the logistic function; a mean over tokens is marked with a bar.
/// </remarks>
public static class PairLosses
{
    /// <summary>Computes the weighted losses of each pair; their mean over the batch is the loss.</summary>
    /// <param name="scores">The log-probabilities.</param>
    /// <param name="options">Which losses, and their settings.</param>
    /// <param name="shift">BCO's shift: the mean reward of earlier steps, 0 at first.</param>
    /// <returns><c>(n)</c>, in nats.</returns>
    /// <exception cref="DemurException">EXO is asked for without label smoothing.</exception>
    public static Tensor Compute(PreferenceScores scores, PreferenceOptions options, double shift = 0)
    {
        using var scope = new TensorScope();
        Tensor? total = null;
        foreach (var (kind, weight) in options.Losses)
        {
            var loss = Of(kind, scores, options, shift) * weight;
            total = total is null ? loss : total + loss;
        }

        return scope.MoveToOuter(total ?? throw new DemurException("No preference loss is named; 'losses' maps names such as sigmoid to their weights."));
    }

    /// <summary>Gives the mean implicit reward of a batch, beta times the log-ratio, over chosen and rejected answers; BCO's shift is made of these.</summary>
    public static double MeanReward(PreferenceScores scores, double beta)
    {
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        return (scores.ChosenRatio.Mean().Item() + scores.RejectedRatio.Mean().Item()) * beta / 2;
    }

    private static Tensor Of(PreferenceLossKind kind, PreferenceScores scores, PreferenceOptions options, double shift) => kind switch
    {
        PreferenceLossKind.Sigmoid => Logistic(Margin(scores, options), options),
        PreferenceLossKind.SigmoidNorm => Logistic((scores.MeanChosenRatio - scores.MeanRejectedRatio) * options.Beta, options),
        PreferenceLossKind.Hinge => Hinge(Margin(scores, options)),
        PreferenceLossKind.Ipo => (scores.MeanChosenRatio - scores.MeanRejectedRatio - (1 / (2 * options.Beta))).Square(),
        PreferenceLossKind.ExoPair => Exo(Margin(scores, options), options.LabelSmoothing),
        PreferenceLossKind.NcaPair => Nca(scores.ChosenRatio * options.Beta, scores.RejectedRatio * options.Beta),
        PreferenceLossKind.Robust => Robust(Margin(scores, options), options.LabelSmoothing),
        PreferenceLossKind.BcoPair => ((scores.ChosenRatio * options.Beta) - shift).LogSigmoid().Neg() - (((scores.RejectedRatio * options.Beta) - shift).Neg()).LogSigmoid(),
        PreferenceLossKind.SppoHard => (scores.ChosenRatio - (0.5 / options.Beta)).Square() + (scores.RejectedRatio + (0.5 / options.Beta)).Square(),
        PreferenceLossKind.Aot => Logistic(
            (Sorted(scores.PolicyChosen - scores.PolicyRejected) - Sorted(scores.ReferenceChosen - scores.ReferenceRejected)) * options.Beta, options),
        PreferenceLossKind.AotUnpaired => Logistic((Sorted(scores.ChosenRatio) - Sorted(scores.RejectedRatio)) * options.Beta, options),
        PreferenceLossKind.ApoZero => (scores.ChosenRatio * options.Beta).Sigmoid().Neg() + (scores.RejectedRatio * options.Beta).Sigmoid() + 1.0,
        PreferenceLossKind.ApoDown => (scores.ChosenRatio * options.Beta).Sigmoid() - (Difference(scores) * options.Beta).Sigmoid() + 1.0,
        PreferenceLossKind.Discopop => Discopop(Difference(scores) * options.Beta, options.DiscopopTau),
        PreferenceLossKind.Sft => scores.PolicyChosen.Neg() / scores.ChosenTokens.Mean(),
        PreferenceLossKind.Orpo => Odds(scores).LogSigmoid() * -options.Beta,
        PreferenceLossKind.Cpo => Logistic((scores.PolicyChosen - scores.PolicyRejected) * options.Beta, options),
        PreferenceLossKind.CpoHinge => Hinge((scores.PolicyChosen - scores.PolicyRejected) * options.Beta),
        PreferenceLossKind.Simpo => Logistic(((scores.MeanPolicyChosen - scores.MeanPolicyRejected) * options.Beta) - options.Gamma, options),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static Tensor Difference(PreferenceScores scores) => scores.ChosenRatio - scores.RejectedRatio;

    // b d, or with the Jensen-Shannon divergence b (log s(c) - log s(r)), since x - log(1 + e^x) = log s(x).
    private static Tensor Margin(PreferenceScores scores, PreferenceOptions options) => options.FDivergence switch
    {
        FDivergence.JsDivergence => (scores.ChosenRatio.LogSigmoid() - scores.RejectedRatio.LogSigmoid()) * options.Beta,
        _ => Difference(scores) * options.Beta,
    };

    // -(1 - e) log s(m) - e log s(-m)
    private static Tensor Logistic(Tensor margin, PreferenceOptions options) => options.LabelSmoothing == 0
        ? margin.LogSigmoid().Neg()
        : (margin.LogSigmoid() * (options.LabelSmoothing - 1)) - (margin.Neg().LogSigmoid() * options.LabelSmoothing);

    // max(0, 1 - m)
    private static Tensor Hinge(Tensor margin) => (margin.Neg() + 1.0).Relu();

    // s(m) (log s(m) - log(1 - e)) + s(-m) (log s(-m) - log e)
    private static Tensor Exo(Tensor margin, double smoothing)
    {
        if (smoothing <= 0)
        {
            throw new DemurException("The loss exo_pair takes log(label_smoothing), which is 0. Set label_smoothing above 0, for example 0.001.");
        }

        return (margin.Sigmoid() * (margin.LogSigmoid() - Math.Log(1 - smoothing)))
            + (margin.Neg().Sigmoid() * (margin.Neg().LogSigmoid() - Math.Log(smoothing)));
    }

    // -log s(bc) - 1/2 log s(-bc) - 1/2 log s(-br)
    private static Tensor Nca(Tensor chosen, Tensor rejected) =>
        chosen.LogSigmoid().Neg() - (chosen.Neg().LogSigmoid() * 0.5) - (rejected.Neg().LogSigmoid() * 0.5);

    // (-(1 - e) log s(m) + e log s(-m)) / (1 - 2e)
    private static Tensor Robust(Tensor margin, double smoothing) =>
        ((margin.LogSigmoid() * (smoothing - 1)) + (margin.Neg().LogSigmoid() * smoothing)) * (1 / (1 - (2 * smoothing)));

    // (1 - w) log(1 + e^-m) + w e^-m with w = s(m / tau)
    private static Tensor Discopop(Tensor margin, double tau)
    {
        var exponential = (margin * (1 / tau)).Sigmoid();
        return (margin.LogSigmoid().Neg() * (exponential.Neg() + 1.0)) + (margin.Neg().Exp() * exponential);
    }

    // log odds(chosen) - log odds(rejected), odds = p / (1 - p) of the mean log-probability
    private static Tensor Odds(PreferenceScores scores)
    {
        var (chosen, rejected) = (scores.MeanPolicyChosen, scores.MeanPolicyRejected);
        return chosen - rejected - (chosen.Exp().Neg().Log1P() - rejected.Exp().Neg().Log1P());
    }

    private static Tensor Sorted(Tensor values) => values.Sort(0).Values;
}
