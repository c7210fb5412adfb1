using Demur.Models;
using Demur.Models.Adapters;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Tests.Testing;
using Demur.Training.Losses;
using Xunit;

namespace Demur.Tests.Training.Losses;

[Collection(TensorTests.Name)]
public sealed class KlToReferenceTests
{
    // A head of zeros but for one entry gives the reference the logits (ln 95, 0, ..., 0) and the policy zeros, over 96 tokens:
    //   p_ref = (1/2, 1/190, ...), p = 1/96 each
    //   KL = 1/2 ln(96/2) + 1/2 ln(96/190) = 1/2 (3.871201 - 0.682676) = 1.594263
    [Fact]
    public void Loss_is_the_divergence_worked_by_hand() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var model = TinyModel.Create();
        using (Autograd.NoGrad())
        {
            model.HeadWeight.Fill(0).Narrow(0, 0, 1).Narrow(1, 0, 1).Fill(Math.Log(95));
        }

        double[] one = [1, .. new double[31]];
        var loss = KlToReference.Compute(model, Tensor.Zeros([1, 32]), Tensor.From(one, 1, 32).To(ScalarType.Float32), new KlPositions(1));

        Assert.Equal(1.594263, loss.Item(), 1e-5);
    });

    [Theory]
    [InlineData(null)]
    [InlineData(3.0)]
    public void Loss_is_the_plain_formula_over_the_whole_vocabulary(double? cap) => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var model = Model(ScalarType.Float32, cap);
        var (policy, reference) = (States(1, ScalarType.Float32), States(2, ScalarType.Float32));

        var loss = KlToReference.Compute(model, policy, reference, new KlPositions(5)).Item();

        Assert.Equal(Plain(model, policy, reference) / 5, loss, 1e-5);
    });

    [Theory]
    [InlineData(null)]
    [InlineData(3.0)]
    public void Gradients_are_those_of_small_changes(double? cap) => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var model = Model(ScalarType.Float64, cap);
        var reference = States(2, ScalarType.Float64);
        var policy = States(1, ScalarType.Float64).WithGrad();
        KlToReference.Compute(model, policy, reference, new KlPositions(5)).Backward();
        var gradient = policy.Grad!.ToArray<double>();
        var values = policy.Detach().ToArray<double>();

        for (var place = 0; place < values.Length; place += 7)
        {
            const double Step = 1e-5;
            var slope = (Moved(Step) - Moved(-Step)) / (2 * Step) / 5;
            Assert.Equal(slope, gradient[place], 1e-8);

            double Moved(double by)
            {
                double[] moved = [.. values];
                moved[place] += by;
                return Plain(model, Tensor.From(moved, policy.Shape), reference);
            }
        }
    });

    [Theory]
    [InlineData(null)]
    [InlineData(3.0)]
    public void The_kernel_gives_the_gradients_of_the_formula(double? cap) => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var positions = new KlPositions(5) { Weights = [2, 1, 0.5f, 1, 6], LeavesOut = [1, 0, 0, 1, 1], LeftOut = [3, 17, 95] };

        var (kernel, formula) = (Gradient(ScalarType.Float32), Gradient(ScalarType.Float64));

        Assert.Equal(160, kernel.Length);
        Assert.Contains(formula, slope => Math.Abs(slope) > 0.01);
        Assert.All(kernel.Zip(formula), pair => Assert.Equal(pair.Second, pair.First, 2e-6));

        double[] Gradient(ScalarType type)
        {
            using var model = Model(type, cap);
            var policy = States(1, type).WithGrad();
            KlToReference.Compute(model, policy, States(2, type), positions).Backward();
            return policy.Grad!.To(ScalarType.Float64).ToArray<double>();
        }
    });

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Weights_multiply_positions_and_tokens_left_out_do_not_count(ScalarType type) => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var model = Model(type, cap: null);
        var (policy, reference) = (States(1, type), States(2, type));
        float[] weights = [2, 1, 0.5f, 1, 0];
        var positions = new KlPositions(4) { Weights = weights, LeavesOut = [1, 0, 0, 1, 1], LeftOut = [3, 17] };

        var loss = KlToReference.Compute(model, policy, reference, positions).Item();

        var (given, expected) = (Rows(model, policy), Rows(model, reference));
        var sum = Enumerable.Range(0, 5).Sum(row => weights[row] * Divergence(Kept(expected[row], row), Kept(given[row], row)));
        Assert.Equal(sum / 4, loss, 1e-6);

        double[] Kept(double[] logits, int row) => positions.LeavesOut[row] == 0 ? logits : [.. logits.Where((_, token) => !positions.LeftOut.Contains(token))];
    });

    [Fact]
    public void The_reference_that_shares_the_lower_blocks_is_the_model_without_its_adapter() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var model = TinyModel.Create();
        using var adapter = LoraAdapter.Create(model, new LoraOptions { Rank = 2, TargetModules = [@".*\.1\..*"] }, seed: 1);
        using var generator = new Generator(4);
        foreach (var parameter in adapter.Parameters)
        {
            using var recording = Autograd.NoGrad();
            parameter.Storage.CopyFrom(Tensor.Normal(parameter.Storage.Shape, generator));
        }

        int[][] rows = [TinyModel.Tokens(7, 1), TinyModel.Tokens(5, 2)];
        var reference = new AdapterReference(model, adapter);
        Tensor policy, shared;
        using (var states = reference.Share())
        {
            policy = model.Forward(TokenBatch.Of(rows));
            shared = reference.Forward(TokenBatch.Of(rows[1]), states.Entering.Narrow(0, 7, 5));
        }

        using var off = adapter.Suspend();
        var without = model.Forward(TokenBatch.Of(rows[1]));
        Assert.Equal(0, (without - shared).Abs().Max().Item(), 1e-5);
        Assert.False(Tensor.AllClose(without, policy.Narrow(0, 7, 5), 0, 1e-2));
        Assert.Equal(0, model.HookCount);
    });

    private static CausalLanguageModel Model(ScalarType type, double? cap) => cap is { } bound
        ? TinyModel.Create(new ModelPlacement { DType = type }, 1, ("model_type", "gemma2"), ("final_logit_softcapping", bound))
        : TinyModel.Create(new ModelPlacement { DType = type });

    private static Tensor States(int seed, ScalarType type)
    {
        using var generator = new Generator(seed);
        return Tensor.Normal([5, 32], generator, 0, 2).To(type);
    }

    private static double Plain(CausalLanguageModel model, Tensor policy, Tensor reference)
    {
        using var scope = new TensorScope();
        return Rows(model, reference).Zip(Rows(model, policy)).Sum(row => Divergence(row.First, row.Second));
    }

    private static double[][] Rows(CausalLanguageModel model, Tensor states) =>
        [.. model.Logits(states).To(ScalarType.Float64).ToArray<double>().Chunk(model.Config.VocabularySize)];

    private static double Divergence(double[] expected, double[] given)
    {
        var (all, some) = (Math.Log(expected.Sum(Math.Exp)), Math.Log(given.Sum(Math.Exp)));
        return expected.Zip(given).Sum(logit => Math.Exp(logit.First - all) * (logit.First - all - (logit.Second - some)));
    }
}
