using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Tensors;

[Collection(TensorTests.Name)]
public sealed class FusedHeadTests
{
    private static readonly HeadOptions[] Ways = [new(), new() { ChunkRows = 3 }, new() { Softcap = 3, Scale = 0.5, ChunkRows = 5 }];

    [Theory]
    [InlineData(ScalarType.Float32, 2e-6)]
    [InlineData(ScalarType.BFloat16, 2e-2)]
    [InlineData(ScalarType.Float64, 1e-12)]
    public void Log_probabilities_and_both_gradients_equal_the_formula(ScalarType type, double tolerance) => TensorTests.LeaveNothingBehind(() =>
    {
        foreach (var way in Ways)
        {
            using var scope = new TensorScope();
            var labels = Labels();
            var compared = Gradients.Agree(
                [Random(1, 12, 20), Random(2, 50, 20)],
                x => Fused.TokenLogProbs(x[0], x[1], labels, way),
                x => Plain(x[0], x[1], labels, way),
                type,
                tolerance);
            Assert.Equal(2, compared);
        }
    });

    [Theory]
    [InlineData(ScalarType.Float32, 2e-6)]
    [InlineData(ScalarType.BFloat16, 2e-2)]
    public void A_frozen_head_gives_the_states_the_same_gradient(ScalarType type, double tolerance) => TensorTests.LeaveNothingBehind(() =>
    {
        foreach (var way in Ways)
        {
            using var scope = new TensorScope();
            var (labels, head) = (Labels(), Random(2, 50, 20).To(type));
            Gradients.Agree(
                [Random(1, 12, 20)],
                x => Fused.TokenLogProbs(x[0], head, labels, way),
                x => Plain(x[0], head.To(ScalarType.Float64), labels, way),
                type,
                tolerance);
        }
    });

    // Logits 0 for two tokens: each has probability 1/2, so two labelled rows cost 2 ln 2; the row without a label costs nothing.
    [Fact]
    public void Equal_logits_cost_ln_2_a_label() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var sum = Fused.CrossEntropySum(Tensor.Zeros([3, 4]), Tensor.Ones([2, 4]), Tensor.From<long>([1, -100, 0]));

        Assert.Equal(2 * Math.Log(2), sum.Item(), 1e-6);
    });

    [Fact]
    public void No_label_at_all_costs_nothing()
    {
        using var scope = new TensorScope();
        Assert.Equal(0, Fused.CrossEntropySum(Tensor.Ones([3, 4]), Tensor.Ones([2, 4]), Tensor.From<long>([-1, -1, -1])).Item());
    }

    [Fact]
    public void A_label_outside_the_vocabulary_is_an_error_with_both_numbers()
    {
        using var scope = new TensorScope();
        var error = Assert.Throws<TorchException>(() => Fused.TokenLogProbs(Tensor.Ones([1, 4]), Tensor.Ones([2, 4]), Tensor.From<long>([2])));

        Assert.Contains("label 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("2 tokens", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Logits_of_bfloat16_states_keep_float32() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var (hidden, head) = (Random(1, 70, 24).To(ScalarType.BFloat16), Random(2, 50, 24).To(ScalarType.BFloat16));

        var logits = Fused.Logits(hidden, head);

        Assert.Equal(ScalarType.Float32, logits.DType);
        Gradients.Close(hidden.To(ScalarType.Float64).Linear(head.To(ScalarType.Float64)), logits, 1e-6, "logits");
    });

    private static Tensor Labels() => Tensor.From<long>([3, -100, 49, 0, -100, -100, 7, 8, 9, 10, -1, 31]);

    private static Tensor Plain(Tensor hidden, Tensor head, Tensor labels, HeadOptions way)
    {
        var logits = hidden.Linear(head) * way.Scale;
        logits = way.Softcap > 0 ? (logits / way.Softcap).Tanh() * way.Softcap : logits;
        var picked = logits.LogSoftmax(-1).Gather(1, labels.Clamp(0, 49).Unsqueeze(1)).Squeeze(1);
        return picked * labels.GreaterOrEqual(0).To(picked.DType);
    }

    private static Tensor Random(long seed, params ReadOnlySpan<long> shape)
    {
        using var generator = new Generator(seed);
        return Tensor.Normal(shape, generator, dtype: ScalarType.Float64);
    }
}
