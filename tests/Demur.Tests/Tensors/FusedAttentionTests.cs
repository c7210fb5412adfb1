using Demur.Tensors;
using Demur.Tensors.Native;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Tensors;

[Collection(TensorTests.Name)]
public sealed class FusedAttentionTests : IDisposable
{
    private static readonly AttentionOptions[] Ways =
    [
        new(),
        new() { Causal = false },
        new() { Window = 20 },
        new() { Softcap = 2, Scale = 0.3 },
        new() { Window = 70, Softcap = 5 },
    ];

    // Sequences shorter and longer than a block of 64 keys, one of a single token, and one that is empty.
    private static readonly long[] Offsets = [0, 1, 1, 34, 170];

    public void Dispose() => KernelBuild.Use(null);

    [Theory]
    [InlineData(ScalarType.Float32, 64, 3e-6)]
    [InlineData(ScalarType.Float32, 24, 3e-6)]
    [InlineData(ScalarType.BFloat16, 64, 1e-2)]
    [InlineData(ScalarType.BFloat16, 24, 1e-2)]
    [InlineData(ScalarType.Float64, 24, 1e-12)]
    public void Packed_attention_and_its_gradients_of_every_build_equal_the_formula(ScalarType type, int width, double tolerance) => TensorTests.LeaveNothingBehind(() =>
    {
        var (builds, compared) = (0, 0);
        foreach (var _ in KernelBuild.Names.Where(KernelBuild.Use))
        {
            builds++;
            foreach (var way in Ways)
            {
                using var scope = new TensorScope();
                compared += Gradients.Agree(
                    [Random(1, 170, 6, width) * 2, Random(2, 170, 2, width), Random(3, 170, 2, width)],
                    x => Fused.PackedAttention(new AttentionInput(x[0], x[1], x[2]), Offsets, way),
                    x => PlainPacked(x[0], x[1], x[2], Offsets, way),
                    type,
                    tolerance);
            }
        }

        Assert.True(builds >= 1);
        Assert.Equal(builds * 3 * Ways.Length, compared);
    });

    [Fact]
    public void A_sequence_may_be_longer_than_the_sums_that_stay_in_the_cache() => TensorTests.LeaveNothingBehind(() =>
    {
        const int Tokens = 3_101;
        using var scope = new TensorScope();

        var compared = Gradients.Agree(
            [Random(1, Tokens, 2, 16) * 2, Random(2, Tokens, 1, 16), Random(3, Tokens, 1, 16)],
            x => Fused.PackedAttention(new AttentionInput(x[0], x[1], x[2]), [0, Tokens], new AttentionOptions()),
            x => PlainPacked(x[0], x[1], x[2], [0, Tokens], new AttentionOptions()),
            ScalarType.BFloat16,
            2e-2);

        Assert.Equal(3, compared);
    });

    [Fact]
    public void Keys_and_values_may_be_slices_of_one_projection() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var together = Random(1, 40, 5, 16).To(ScalarType.Float32);
        var (query, key, value) = (together.Narrow(1, 0, 3), together.Narrow(1, 3, 1), together.Narrow(1, 4, 1));
        var options = new AttentionOptions();

        var sliced = Fused.PackedAttention(new AttentionInput(query, key, value), [0, 40], options);
        var copied = Fused.PackedAttention(new AttentionInput(query.Contiguous(), key.Contiguous(), value.Contiguous()), [0, 40], options);

        Assert.True(Tensor.Same(copied, sliced));
    });

    [Fact]
    public void A_padded_batch_answers_as_its_packed_rows_do() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var (query, key, value) = (Random(1, 2, 9, 4, 16), Random(2, 2, 9, 2, 16), Random(3, 2, 9, 2, 16));

        // The first row has three tokens of padding on its left.
        var mask = Tensor.Ones([2, 1, 1, 9], ScalarType.Bool);
        mask.Select(0, 0).Narrow(2, 0, 3).Fill(0);
        var padded = Fused.MaskedAttention(new AttentionInput(query, key, value), mask, new AttentionOptions());

        Tensor Rows(Tensor x) => Tensor.Cat([x.Select(0, 0).Slice(0, 3), x.Select(0, 1)]);
        var packed = Fused.PackedAttention(new AttentionInput(Rows(query), Rows(key), Rows(value)), [0, 6, 15], new AttentionOptions());

        Gradients.Close(packed, Rows(padded), 1e-12, "value");
    });

    [Fact]
    public void Offsets_that_do_not_end_at_the_last_row_are_an_error()
    {
        using var scope = new TensorScope();
        var input = new AttentionInput(Tensor.Ones([3, 2, 16]), Tensor.Ones([3, 1, 16]), Tensor.Ones([3, 1, 16]));

        Assert.Throws<ArgumentException>(() => Fused.PackedAttention(input, [0, 2], new AttentionOptions()));
    }

    [Fact]
    public void A_not_a_number_in_a_key_comes_out()
    {
        using var scope = new TensorScope();
        var key = Tensor.Ones([70, 1, 16]);
        key.Select(0, 5).Fill(double.NaN);
        var input = new AttentionInput(Tensor.Ones([70, 3, 16]), key, Tensor.Ones([70, 1, 16]));

        var answer = Fused.PackedAttention(input, [0, 70], new AttentionOptions());

        Assert.False(answer.Slice(0, 0, 5).IsNaN().Any().Item() > 0);
        Assert.True(answer.Slice(0, 5).IsNaN().All().Item() > 0);
    }

    // softmax(scale q k^T) v for each sequence and head by itself, in the inputs' own type.
    private static Tensor PlainPacked(Tensor query, Tensor key, Tensor value, long[] offsets, AttentionOptions way)
    {
        var scale = way.Scale ?? 1 / Math.Sqrt(query.Size(2));
        var groups = query.Size(1) / key.Size(1);
        List<Tensor> sequences = [];
        for (var i = 0; i + 1 < offsets.Length; i++)
        {
            var (start, count) = (offsets[i], offsets[i + 1] - offsets[i]);
            if (count == 0)
            {
                continue;
            }

            var distance = Tensor.Arange(count).Unsqueeze(1) - Tensor.Arange(count).Unsqueeze(0);
            var hidden = way.Causal ? distance.LessThan(0) : distance.LessThan(-1e9);
            hidden = way.Window > 0 ? hidden.Or(distance.GreaterOrEqual(way.Window)) : hidden;
            List<Tensor> heads = [];
            for (var head = 0L; head < query.Size(1); head++)
            {
                Tensor Of(Tensor x, long h) => x.Select(1, h).Narrow(0, start, count);
                var scores = Of(query, head).MatMul(Of(key, head / groups).Transpose(0, 1)) * scale;
                scores = way.Softcap > 0 ? (scores / way.Softcap).Tanh() * way.Softcap : scores;
                heads.Add(scores.MaskedFill(hidden, double.NegativeInfinity).Softmax(-1).MatMul(Of(value, head / groups)));
            }

            sequences.Add(Tensor.Stack(heads, 1));
        }

        return Tensor.Cat(sequences);
    }

    private static Tensor Random(long seed, params ReadOnlySpan<long> shape)
    {
        using var generator = new Generator(seed);
        return Tensor.Normal(shape, generator, dtype: ScalarType.Float64);
    }
}
