using Demur.Abstractions;
using Demur.Tensors;
using Demur.Tests.Testing;
using Demur.Training.Losses.Preference;
using Xunit;
using Kind = Demur.Training.Losses.Preference.PreferenceLossKind;

namespace Demur.Tests.Training.Losses.Preference;

[Collection(TensorTests.Name)]
public sealed class PairLossesTests
{
    // One pair, worked by hand with s(x) = 1 / (1 + e^-x):
    //   policy -1 (2 tokens) and -3 (4 tokens), reference -1.5 and -2.5
    //   c = 0.5, r = -0.5, d = 1; per token c = 0.25, r = -0.125; policy per token -0.5 and -0.75
    //   log s(1) = -0.313262, log s(-1) = -1.313262, log s(0.5) = -0.474077, s(1) = 0.731059, s(0.5) = 0.622459
    [Theory]
    [InlineData(Kind.Sigmoid, 1, 0, 0.313262)] // -log s(1)
    [InlineData(Kind.Sigmoid, 1, 0.1, 0.413262)] // 0.9 * 0.313262 + 0.1 * 1.313262
    [InlineData(Kind.SigmoidNorm, 1, 0, 0.523123)] // -log s(0.375)
    [InlineData(Kind.Hinge, 0.5, 0, 0.5)] // 1 - 0.5
    [InlineData(Kind.Ipo, 1, 0, 0.015625)] // (0.375 - 0.5)^2
    [InlineData(Kind.ExoPair, 1, 0.1, 0.114082)] // 0.731059 (-0.313262 + 0.105361) + 0.268941 (-1.313262 + 2.302585)
    [InlineData(Kind.NcaPair, 1, 0, 1.198154)] // 0.474077 + 0.5 * 0.974077 + 0.5 * 0.474077
    [InlineData(Kind.Robust, 1, 0.1, 0.188262)] // (0.9 * 0.313262 - 0.1 * 1.313262) / 0.8
    [InlineData(Kind.SppoHard, 0.5, 0, 0.5)] // (0.5 - 1)^2 + (-0.5 + 1)^2
    [InlineData(Kind.Aot, 1, 0, 0.313262)] // one pair sorts to itself
    [InlineData(Kind.AotUnpaired, 1, 0, 0.313262)]
    [InlineData(Kind.ApoZero, 1, 0, 0.755081)] // 1 - 0.622459 + 0.377541
    [InlineData(Kind.ApoDown, 1, 0, 0.891401)] // 0.622459 + 1 - 0.731059
    [InlineData(Kind.Discopop, 1, 0, 0.353190)] // tau 1: 0.268941 * 0.313262 + 0.731059 e^-1
    [InlineData(Kind.Sft, 1, 0, 0.5)] // 1 / 2
    [InlineData(Kind.Orpo, 1, 0, 0.457913)] // odds e^-0.5/(1-e^-0.5) = e^0.432752, e^-0.75/(1-e^-0.75) = e^-0.110647: -log s(0.543399)
    [InlineData(Kind.Cpo, 0.1, 0, 0.598139)] // -log s(0.1 * 2)
    [InlineData(Kind.CpoHinge, 0.1, 0, 0.8)] // 1 - 0.2
    [InlineData(Kind.Simpo, 2, 0, 0.693147)] // 2 * 0.25 - 0.5 = 0
    public void Loss_matches_the_worked_pair(Kind kind, double beta, double smoothing, double expected) => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var options = Options(kind) with { Beta = beta, LabelSmoothing = smoothing, Gamma = 0.5, DiscopopTau = 1 };

        Assert.Equal(expected, PairLosses.Compute(WorkedPair(), options).Item(), 1e-6);
    });

    // -log s(0.5 - 0.25) - log s(0.5 + 0.25) = 0.575939 + 0.386871
    [Fact]
    public void Bco_shifts_rewards_by_the_mean_of_earlier_steps() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();

        Assert.Equal(0.962810, PairLosses.Compute(WorkedPair(), Options(Kind.BcoPair) with { Beta = 1 }, shift: 0.25).Item(), 1e-6);
        Assert.Equal(0, PairLosses.MeanReward(WorkedPair(), 1), 1e-6);
    });

    // Margins 2 and 4 against the reference's 1 and 0.5: sorted 2 - 0.5 and 4 - 1, so (log(1 + e^-1.5) + log(1 + e^-3)) / 2 = 0.125000.
    [Fact]
    public void Aot_compares_margins_in_their_order() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var scores = Scores([0, 0], [-2, -4], [0, 0], [-1, -0.5f]);

        Assert.Equal(0.125000, PairLosses.Compute(scores, Options(Kind.Aot) with { Beta = 1 }).Mean().Item(), 1e-6);
    });

    // log s(0.5) - log s(-0.5) = 0.5, so -log s(0.5).
    [Fact]
    public void The_jensen_shannon_margin_squashes_each_ratio() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();

        Assert.Equal(0.474077, PairLosses.Compute(WorkedPair(), Options(Kind.Sigmoid) with { Beta = 1, FDivergence = FDivergence.JsDivergence }).Item(), 1e-6);
    });

    [Fact]
    public void Losses_add_up_by_their_weights() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var options = new PreferenceOptions { Beta = 1, Losses = new() { [Kind.Sigmoid] = 2, [Kind.Sft] = 0.5 } };

        Assert.Equal((2 * 0.313262) + (0.5 * 0.5), PairLosses.Compute(WorkedPair(), options).Item(), 1e-5);
    });

    [Fact]
    public void An_untrained_policy_starts_at_ln_2() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var same = Scores([-4.2f], [-1.7f], [-4.2f], [-1.7f]);

        Assert.Equal(Math.Log(2), PairLosses.Compute(same, new PreferenceOptions()).Item(), 1e-6);
    });

    [Fact]
    public void Exo_without_label_smoothing_is_refused()
    {
        using var scope = new TensorScope();

        var exception = Assert.Throws<DemurException>(() => PairLosses.Compute(WorkedPair(), Options(Kind.ExoPair)));

        Assert.Contains("label_smoothing", exception.Message, StringComparison.Ordinal);
    }

    // beta 1, reference point 0.2: good 0.5 gives 1 - s(0.3) = 0.425557 (weight 2), bad -0.5 gives 1 - s(0.7) = 0.331812.
    [Fact]
    public void Kto_matches_the_worked_answers() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var ratios = Tensor.From([0.5f, -0.5f], 2);
        var options = new KtoOptions { Beta = 1, DesirableWeight = 2 };

        var losses = KtoLoss.Compute(ratios, [true, false], 0.2, options).ToArray<float>();
        var below = KtoLoss.Compute(ratios, [true, false], -3, options).ToArray<float>();

        Assert.Equal(2 * 0.425557, losses[0], 1e-6);
        Assert.Equal(0.331812, losses[1], 1e-6);
        Assert.Equal(2 * 0.377541, below[0], 1e-6); // a divergence below 0 counts as 0: 1 - s(0.5)
        Assert.Equal(below, KtoLoss.Compute(ratios, [true, false], 0.2, options with { ApoZero = true }).ToArray<float>());
    });

    private static PreferenceOptions Options(Kind kind) => new() { Losses = new() { [kind] = 1 } };

    private static PreferenceScores WorkedPair() => Scores([-1], [-3], [-1.5f], [-2.5f]);

    private static PreferenceScores Scores(float[] policyChosen, float[] policyRejected, float[] referenceChosen, float[] referenceRejected) => new()
    {
        PolicyChosen = Tensor.From(policyChosen, policyChosen.Length),
        PolicyRejected = Tensor.From(policyRejected, policyChosen.Length),
        ReferenceChosen = Tensor.From(referenceChosen, policyChosen.Length),
        ReferenceRejected = Tensor.From(referenceRejected, policyChosen.Length),
        ChosenTokens = Tensor.Full([policyChosen.Length], 2),
        RejectedTokens = Tensor.Full([policyChosen.Length], 4),
    };
}
