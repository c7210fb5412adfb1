using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Tensors;

[Collection(TensorTests.Name)]
public sealed class FusedLayerTests
{
    // Widths with and without a rest after the widest vectors.
    public static TheoryData<ScalarType, double, int> Kinds => new()
    {
        { ScalarType.Float32, 2e-6, 64 },
        { ScalarType.Float32, 2e-6, 37 },
        { ScalarType.BFloat16, 2e-2, 64 },
        { ScalarType.BFloat16, 2e-2, 37 },
        { ScalarType.Float64, 1e-12, 37 },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Rms_norm_and_its_gradients_equal_the_formula(ScalarType type, double tolerance, int width) => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var compared = Gradients.Agree(
            [Random(1, 9, width), Random(2, width)],
            x => Fused.RmsNorm(x[0], x[1], epsilon: 1e-5, weightOffset: 1),
            x => x[0] * ((x[0] * x[0]).Mean(-1, keepDim: true) + 1e-5).Rsqrt() * (x[1] + 1),
            type,
            tolerance);

        Assert.Equal(2, compared);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Rope_and_its_gradient_equal_the_formula(ScalarType type, double tolerance, int width) => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var half = width / 2;
        var (cosine, sine) = (Random(3, 5, half), Random(4, 5, half));
        Gradients.Agree(
            [Random(1, 5, 3, width)],
            x => Fused.Rope(x[0], cosine.To(ScalarType.Float32), sine.To(ScalarType.Float32)),
            x => PlainRope(x[0], cosine.To(ScalarType.Float32).To(ScalarType.Float64), sine.To(ScalarType.Float32).To(ScalarType.Float64)),
            type,
            tolerance);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Gates_and_their_gradients_equal_the_formulas(ScalarType type, double tolerance, int width) => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        (GateActivation Activation, Func<Tensor, Tensor> Plain)[] gates =
        [
            (GateActivation.Silu, x => x * x.Sigmoid()),
            (GateActivation.GeluTanh, x => x * 0.5 * (((x + x.Pow(3) * 0.044715) * Math.Sqrt(2 / Math.PI)).Tanh() + 1)),
            (GateActivation.Gelu, x => x * 0.5 * ((x / Math.Sqrt(2)).Erf() + 1)),
        ];
        foreach (var (activation, plain) in gates)
        {
            Gradients.Agree([Random(1, 7, width) * 3, Random(2, 7, width)], x => Fused.Gated(x[0], x[1], activation), x => plain(x[0]) * x[1], type, tolerance);
            Gradients.Agree(
                [Random(1, 7, 2 * width) * 3],
                x => Fused.Gated(x[0], activation),
                x => plain(x[0].Narrow(1, 0, width)) * x[0].Narrow(1, width, width),
                type,
                tolerance);
        }
    });

    [Theory]
    [InlineData(ScalarType.Float32, 2e-6)]
    [InlineData(ScalarType.BFloat16, 2e-2)]
    [InlineData(ScalarType.Float64, 1e-12)]
    public void A_low_rank_branch_and_its_gradients_equal_the_formula(ScalarType type, double tolerance) => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var (weight, bias) = (Random(5, 24, 40).To(type), Random(6, 24).To(type));
        Gradients.Agree(
            [Random(1, 2, 3, 40), Random(2, 4, 40), Random(3, 24, 4)],
            x => Fused.LoraLinear(x[0], weight, bias, new LoraBranch(x[1], x[2], Scale: 0.5)),
            x => x[0].Linear(weight.To(ScalarType.Float64), bias.To(ScalarType.Float64)) + x[0].Linear(x[1]).Linear(x[2]) * 0.5,
            type,
            tolerance);
    });

    [Fact]
    public void A_bfloat16_layer_trains_float32_branches() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var branch = new LoraBranch(Random(2, 4, 40).To(ScalarType.Float32).WithGrad(), Random(3, 24, 4).To(ScalarType.Float32).WithGrad(), Scale: 2);
        var y = Fused.LoraLinear(Random(1, 3, 40).To(ScalarType.BFloat16), Random(5, 24, 40).To(ScalarType.BFloat16), bias: null, branch);
        y.To(ScalarType.Float32).Sum().Backward();

        Assert.Equal(ScalarType.BFloat16, y.DType);
        Assert.Equal(ScalarType.Float32, branch.Down.Grad!.DType);
        Assert.Equal([24L, 4], branch.Up.Grad!.Shape.ToArray());
    });

    [Fact]
    public void Dropout_drops_its_share_and_keeps_the_mean_and_its_gradient_drops_the_same() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var generator = new Generator(seed: 7);
        var x = Tensor.Ones([100_000]).WithGrad();
        var y = x.Dropout(0.25, generator);
        y.Backward(Tensor.Ones([100_000]));

        // 100,000 draws of a quarter: a deviation of 137, so 1,000 is seven of them.
        Assert.InRange(y.EqualTo(0).To(ScalarType.Float32).Sum().Item(), 24_000, 26_000);
        Assert.Equal(4.0 / 3, y.Max().Item(), 1e-6);
        Assert.True(Tensor.Same(y.Detach(), x.Grad!));
    });

    [Fact]
    public void The_same_seed_drops_the_same_elements_and_the_next_draw_others() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var first = new Generator(seed: 7);
        using var second = new Generator(seed: 7);
        var x = Tensor.Ones([1000]);
        var once = x.Dropout(0.5, first);

        Assert.True(Tensor.Same(once, x.Dropout(0.5, second)));
        Assert.False(Tensor.Same(once, x.Dropout(0.5, second)));
    });

    [Fact]
    public void A_dropped_branch_input_gives_the_gradients_of_what_was_kept() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var generator = new Generator(seed: 3);
        using var again = new Generator(seed: 3);
        var (weight, down, up) = (Random(5, 8, 16).To(ScalarType.Float32), Random(2, 4, 16).To(ScalarType.Float32), Random(3, 8, 4).To(ScalarType.Float32));
        var x = Random(1, 6, 16).To(ScalarType.Float32).Clone().WithGrad();
        var y = Fused.LoraLinear(x, weight, null, new LoraBranch(down, up, 0.5) { DropoutProbability = 0.5, DropoutGenerator = generator });
        y.Sum().Backward();

        var plain = x.Detach().Clone().WithGrad();
        var expected = plain.Linear(weight) + plain.Dropout(0.5, again).Linear(down).Linear(up) * 0.5;
        expected.Sum().Backward();

        Gradients.Close(expected, y, 1e-6, "value");
        Gradients.Close(plain.Grad!, x.Grad!, 1e-6, "gradient");
    });

    [Fact]
    public void Dropout_without_a_generator_says_what_is_missing()
    {
        using var scope = new TensorScope();
        var branch = new LoraBranch(Tensor.Ones([1, 2]), Tensor.Ones([2, 1]), 1) { DropoutProbability = 0.1 };

        var error = Assert.Throws<ArgumentException>(() => Fused.LoraLinear(Tensor.Ones([1, 2]), Tensor.Ones([2, 2]), null, branch));

        Assert.Contains("DropoutGenerator", error.Message, StringComparison.Ordinal);
    }

    private static Tensor PlainRope(Tensor x, Tensor cosine, Tensor sine)
    {
        var half = cosine.Size(-1);
        var (c, s) = (cosine.Unsqueeze(1), sine.Unsqueeze(1));
        var (first, second) = (x.Narrow(2, 0, half), x.Narrow(2, half, half));
        return Tensor.Cat([first * c - second * s, second * c + first * s, x.Slice(2, 2 * half)], 2);
    }

    private static Tensor Random(long seed, params ReadOnlySpan<long> shape)
    {
        using var generator = new Generator(seed);
        return Tensor.Normal(shape, generator, dtype: ScalarType.Float64);
    }
}
