using Demur.Steering.Safeguards;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Steering.Safeguards;

[Collection(TensorTests.Name)]
public sealed class SafeguardLossTests
{
    private const int Size = 12;

    [Fact]
    public void At_the_start_each_cross_entropy_is_ln_2_and_nothing_has_moved() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var (loss, states) = Some();

        var (refusal, harmfulness, others) = loss.Of(states, states, Tensor.From([1f, 0, 1, 0, 0]));

        var options = new SafeguardOptions();
        Assert.Equal(Math.Log(2), refusal.Item(), 1e-6);
        Assert.Equal(Math.Log(2), harmfulness.Item(), 1e-6);
        Assert.Equal(0, others.Item());
        Assert.Equal(
            Math.Log(2) * (1 + 1e-2), (options.RefusalWeight * refusal.Item()) + (options.HarmfulnessWeight * harmfulness.Item()) + (options.RestWeight * others.Item()), 1e-6);
    });

    [Fact]
    public void Moving_along_the_refusal_probe_is_right_for_harmful_queries_and_wrong_for_harmless_ones() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var (loss, states) = Some();
        var anchor = Anchor();

        // Against the first component, on which f_r has weight 2 and f_h has 0: f_r falls by 2 * 0.5.
        var moved = states - (Tensor.From([.. Enumerable.Range(0, Size).Select(row => anchor.Basis[row * Size])]) * 0.5);
        var (harmful, _, others) = loss.Of(moved, states, Tensor.From(new float[5]));
        var (harmless, same, _) = loss.Of(moved, states, Tensor.From([1f, 1, 1, 1, 1]));

        Assert.Equal(Math.Log(1 + Math.Exp(-1)), harmful.Item(), 1e-4);
        Assert.Equal(Math.Log(1 + Math.Exp(1)), harmless.Item(), 1e-4);
        Assert.Equal(Math.Log(2), same.Item(), 1e-4);
        Assert.Equal(0, others.Item(), 1e-8);
    });

    [Fact]
    public void Moving_in_the_other_dimensions_costs_its_mean_square() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var (loss, states) = Some();
        var anchor = Anchor();
        var moved = states + (Tensor.From([.. Enumerable.Range(0, Size).Select(row => anchor.Basis[(row * Size) + 7])]) * 3.0);

        var (refusal, _, others) = loss.Of(moved, states, Tensor.From(new float[5]));

        Assert.Equal(9.0 / (Size - 2), others.Item(), 1e-4);
        Assert.Equal(Math.Log(2), refusal.Item(), 1e-4);
    });

    private static (SafeguardLoss Loss, Tensor States) Some() => (
        new SafeguardLoss(Anchor(), Probe(2, 0), Probe(0, 1)), Random(5, seed: 4));

    private static PcaAnchor Anchor() => PcaAnchor.Fit(Random(50, seed: 2), 2, seed: 0);

    private static LinearProbe Probe(double first, double second) => new() { Weights = [first, second], Bias = 0.3, Folds = [] };

    private static Tensor Random(int rows, int seed)
    {
        var random = new Random(seed);
        return Tensor.From(Enumerable.Range(0, rows * Size).Select(place => (random.NextSingle() - 0.5f) * (Size - (place % Size))).ToArray(), rows, Size);
    }
}
