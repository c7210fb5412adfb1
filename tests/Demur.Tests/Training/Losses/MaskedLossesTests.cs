using Demur.Models;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Tests.Testing;
using Demur.Training.Batching;
using Demur.Training.Losses;
using Xunit;

namespace Demur.Tests.Training.Losses;

[Collection(TensorTests.Name)]
public sealed class MaskedLossesTests
{
    // A head of zeros gives every one of 96 tokens p = 1/96, so two targets of weight 1 cost 2 ln 96 = 9.128696.
    [Fact]
    public void Cross_entropy_of_a_flat_model_is_the_log_of_the_vocabulary() => WithFlatModel((model, hidden, batch) =>
    {
        Assert.Equal(9.128696 / 2, MaskedCrossEntropy.Compute(model, hidden, batch, divisor: 2).Item(), 1e-5);
        Assert.Equal([-9.128696f], SequenceLogProbs.Compute(model, hidden, batch).ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-5);
    });

    // The same model: -ln(1 - 1/96) = 0.010471 a target.
    [Fact]
    public void Unlikelihood_of_a_flat_model_is_small() => WithFlatModel((model, hidden, batch) =>
        Assert.Equal(0.010471, UnlikelihoodLoss.Compute(model, hidden, batch, divisor: 2).Item(), 1e-6));

    // Scores 1 (safe) and -1 (unsafe): -log s(2) = 0.126928; -log s(1) - log s(1) = 0.626523; as released 0.126928 + 2 * 0.626523 = 1.379974.
    [Fact]
    public void Reward_losses_match_the_worked_pair() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var (safe, harmful) = (Tensor.From([1f], 1), Tensor.From([-1f], 1));

        Assert.Equal(0.126928, RewardLosses.Pairwise(safe, harmful).Item(), 1e-5);
        Assert.Equal(0.313262, RewardLosses.Pairwise(safe, harmful, margin: 1).Item(), 1e-5);
        Assert.Equal(0.626523, RewardLosses.HarmDetector(safe, harmful, asReleased: false).Item(), 1e-5);
        Assert.Equal(1.379974, RewardLosses.HarmDetector(safe, harmful, asReleased: true).Item(), 1e-5);
    });

    private static void WithFlatModel(Action<CausalLanguageModel, Tensor, PackedBatch> check) => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var model = TinyModel.Create();
        using (Autograd.NoGrad())
        {
            model.HeadWeight.Fill(0);
        }

        var batch = PackedBatch.From([new TokenizedRow { Id = "flat", TokenIds = TinyModel.Tokens(5, 1), IsTarget = [false, false, true, false, true] }]);
        check(model, model.Forward(TokenBatch.Of(batch.Rows())), batch);
    });
}
