using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Tensors;

/// <summary>Each family of operations against numbers worked by hand.</summary>
[Collection(TensorTests.Name)]
public sealed class TensorOperationTests
{
    [Fact]
    public void Arithmetic() => Check(() =>
    {
        var (x, y) = (Tensor.From<float>([1, 2, 3]), Tensor.From<float>([4, 5, 8]));
        Equal([5, 7, 11], x + y);
        Equal([-3, -3, -5], x - y);
        Equal([4, 10, 24], x * y);
        Equal([4, 2.5, 8 / 3.0], y / x);
        Equal([3, 4, 5], x + 2);
        Equal([1, 0, -1], 2 - x);
        Equal([2, 4, 6], 2 * x);
        Equal([-1, -2, -3], -x);
        Equal([1, 8, 27], x.Pow(3));
        Equal([1, 32, 6561], x.Pow(y));
        Equal([2, 2, 2], Tensor.Minimum(Tensor.Maximum(x, Tensor.Full([3], 2)), Tensor.Full([3], 2)));
    });

    [Fact]
    public void Whole_numbers_beside_integers_leave_their_type_alone() => Check(() =>
    {
        var ids = Tensor.From<long>([1, 2]) * 3 + 1;

        Assert.Equal(ScalarType.Int64, ids.DType);
        Equal([4, 7], ids);
        Equal([1.5, 2.5], Tensor.From<long>([1, 2]) + 0.5);
    });

    [Fact]
    public void In_place() => Check(() =>
    {
        var x = Tensor.From<float>([1, 2]);
        x.AddInPlace(1).MulInPlace(Tensor.From<float>([2, 3])).SubInPlace(1).DivInPlace(2).AddInPlace(Tensor.Ones([2]), scale: 10);

        Equal([11.5, 14], x);
        Equal([7, 7], x.Fill(7));
        Equal([1, 2], x.CopyFrom(Tensor.From<long>([1, 2])));
    });

    [Fact]
    public void Pointwise() => Check(() =>
    {
        var x = Tensor.From<float>([-1, 0, 4]);
        Equal([Math.Exp(-1), 1, Math.Exp(4)], x.Exp());
        Equal([0, Math.Log(5)], (x + 1).Slice(0, 1).Log());
        Equal([0, Math.Log(5)], x.Slice(0, 1).Log1P());
        Equal([1, 0, 2], x.Abs().Sqrt());
        Equal([1 / Math.Sqrt(2), 0.5], Tensor.From<float>([2, 4]).Rsqrt());
        Equal([Math.Tanh(-1), 0, Math.Tanh(4)], x.Tanh());
        Equal([1 / (1 + Math.E), 0.5, 1 / (1 + Math.Exp(-4))], x.Sigmoid());
        Equal([-1 / (1 + Math.E), 0, 4 / (1 + Math.Exp(-4))], x.Silu());
        Equal([0, 0, 4], x.Relu());
        Equal([Math.Sin(-1), 0, Math.Sin(4)], x.Sin());
        Equal([Math.Cos(-1), 1, Math.Cos(4)], x.Cos());
        Equal([-1, 0, 2], x.Clamp(-3, 2));
        Equal([-0.15865525, 0, 3.99987332], x.Gelu());
        Equal([-0.15880801, 0, 3.99992975], x.Gelu(approximate: true));
    });

    [Fact]
    public void Reductions() => Check(() =>
    {
        var x = Tensor.From<float>([1, 2, 3, 6, 5, 4], 2, 3);
        Equal([21], x.Sum());
        Equal([7, 7, 7], x.Sum(0));
        Equal([2, 5], x.Mean(1));
        Equal([3, 6], x.Max(1));
        Equal([1, 4], x.Min(-1));
        Equal([2, 0], x.ArgMax(1));
        Equal([1, 1], x.Variance(1));
        Equal([Math.Sqrt(14)], x.Select(0, 0).Norm());
        Equal([6, 15], x.Norm(1, power: 1));
        Equal([1, 3, 6, 6, 11, 15], x.CumSum(1));
        Equal([Math.Log(Math.Exp(1) + Math.Exp(2) + Math.Exp(3))], x.Select(0, 0).LogSumExp(0));
        Equal([0.09003057, 0.24472847, 0.66524096], x.Select(0, 0).Softmax(0));
        Equal([-2.40760596, -1.40760596, -0.40760596], x.Select(0, 0).LogSoftmax(0));
        Assert.Equal([2L, 1], x.Sum(1, keepDim: true).Shape.ToArray());
    });

    [Fact]
    public void Orders() => Check(() =>
    {
        var x = Tensor.From<float>([3, 1, 2]);
        var (top, where) = x.TopK(2);
        Equal([3, 2], top);
        Equal([0, 2], where);
        var (sorted, from) = x.Sort();
        Equal([1, 2, 3], sorted);
        Equal([1, 2, 0], from);
    });

    [Fact]
    public void Shapes() => Check(() =>
    {
        var x = Tensor.Arange(6).Reshape(2, 3);
        Equal([0, 3, 1, 4, 2, 5], x.Transpose(0, 1));
        Equal([0, 3, 1, 4, 2, 5], x.Permute(1, 0).Contiguous());
        Equal([1, 2, 4, 5], x.Narrow(1, 1, 2));
        Equal([0, 2, 3, 5], x.Slice(1, 0, step: 2));
        Equal([2, 5], x.Select(1, -1));
        Equal([2, 1, 0, 5, 4, 3], x.Flip(1));
        Equal([0, 1, 2, 0, 1, 2], x.Slice(0, 0, 1).Expand(2, 3));
        Equal([0, 1, 2, 0, 1, 2], x.Slice(0, 0, 1).Repeat(2, 1));
        Equal([0, 0, 1, 1, 2, 2], x.Select(0, 0).RepeatInterleave(2, 0));
        Equal([0, 1, 2, 3, 4, 5, 0, 1, 2], Tensor.Cat([x, x.Slice(0, 0, 1)]));
        Assert.Equal([2L, 2, 3], Tensor.Stack([x, x]).Shape.ToArray());
        Assert.Equal([2L, 1, 3], x.Unsqueeze(1).Shape.ToArray());
        Assert.Equal([2L, 3], x.Unsqueeze(1).Squeeze(1).Shape.ToArray());
        var parts = x.Split(1, 1, 2);
        Equal([0, 3], parts[0]);
        Equal([1, 2, 4, 5], parts[1]);
    });

    [Fact]
    public void Picking_and_placing() => Check(() =>
    {
        var x = Tensor.From<float>([1, 2, 3, 4], 2, 2);
        Equal([3, 4, 1, 2], x.IndexSelect(0, Tensor.From<long>([1, 0])));
        Equal([2, 3], x.Gather(1, Tensor.From<long>([1, 0], 2, 1)));
        Equal([1, 9, 3, 4], x.Scatter(1, Tensor.From<long>([1], 1, 1), 9));
        Equal([1, 2, 5, 6], x.Scatter(0, Tensor.From<long>([1, 1], 1, 2), Tensor.From<float>([5, 6], 1, 2)));
        Equal([1, 2, 13, 24], x.IndexAdd(0, Tensor.From<long>([1]), Tensor.From<float>([10, 20], 1, 2)));
        Equal([2, 4], x.MaskedSelect(x.EqualTo(2).Or(x.GreaterThan(3))));
        Equal([0, 0, 3, 4], x.MaskedFill(x.LessThan(3), 0));
        Equal([-1, -1, 3, 4], Tensor.Where(x.GreaterOrEqual(3), x, Tensor.Full([2, 2], -1)));
        Equal([1, 2, 0, 4], x.Triu());
        Equal([1, 0, 3, 4], x.Tril());
        Equal([0, 0, 1, 0, 1, 1], x.NotEqualTo(2).And(x.LessThan(9)).NonZero());
        Equal([3, 4, 3, 4, 1, 2], x.Embedding(Tensor.From<long>([1, 1, 0])));
        Equal([1, 2, 8, 8], x.IndexCopyInPlace(0, Tensor.From<long>([1]), Tensor.Full([1, 2], 8)));
        Equal([2, 3, 8, 8], x.IndexAddInPlace(0, Tensor.From<long>([0]), Tensor.Ones([1, 2])));
    });

    [Fact]
    public void Matrix_products() => Check(() =>
    {
        var x = Tensor.From<float>([1, 2, 3, 4], 2, 2);
        Equal([7, 10, 15, 22], x.MatMul(x));
        Equal([7, 10, 15, 22], x.Unsqueeze(0).Bmm(x.Unsqueeze(0)));
        Equal([5, 11, 11, 25], x.Linear(x));
        Equal([6, 13, 12, 27], x.Linear(x, Tensor.From<float>([1, 2])));
        Equal([-1, 1, -1, 1], x.LayerNorm(null, null, epsilon: 1e-12));
        Equal([-1, 3, -1, 3], x.LayerNorm(Tensor.From<float>([1, 2]), Tensor.From<float>([0, 1]), epsilon: 1e-12));
    });

    [Theory]
    [InlineData(ScalarType.Float32, 2e-6)]
    [InlineData(ScalarType.BFloat16, 2e-2)]
    public void A_linear_layer_of_any_number_of_rows_equals_the_formula(ScalarType type, double tolerance) => Check(() =>
    {
        using var generator = new Generator(4);
        var rows = 0;
        foreach (var count in (int[])[1, 2, 3, 5, 8, 15, 16, 33, 41])
        {
            // 100 inputs: whole vectors and a rest; 37 outputs: whole tiles and a rest.
            var x = Tensor.Normal([count, 100], generator).To(type);
            var weight = Tensor.Normal([37, 100], generator).To(type);
            var bias = Tensor.Normal([37], generator).To(type);
            using var noGrad = Autograd.NoGrad();
            var expected = x.To(ScalarType.Float64).MatMul(weight.To(ScalarType.Float64).Transpose(0, 1)) + bias.To(ScalarType.Float64);
            Gradients.Close(expected, x.Linear(weight, bias), tolerance, $"{count} rows");
            rows++;
        }

        Assert.Equal(9, rows);
    });

    [Fact]
    public void Comparisons() => Check(() =>
    {
        var x = Tensor.From<float>([1, float.NaN, 3]);
        Equal([0, 1, 0], x.IsNaN());
        Equal([1, 0, 1], x.IsFinite());
        Equal([1, 0, 1], x.LessOrEqual(3));
        Equal([0, 1, 0], x.LessOrEqual(3).Not());
        Assert.True(Tensor.Same(Tensor.Ones([2]), Tensor.Ones([2])));
        Assert.False(Tensor.Same(Tensor.Ones([2]), Tensor.Ones([1, 2])));
        Assert.True(Tensor.AllClose(Tensor.Ones([2]), Tensor.Full([2], 1.000001)));
    });

    private static void Check(Action body) => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        body();
    });

    private static void Equal(double[] expected, Tensor actual)
    {
        var values = actual.ToArray<double>();
        Assert.Equal(expected.Length, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            Assert.Equal(expected[i], values[i], 2e-6 * Math.Max(1, Math.Abs(expected[i])));
        }
    }
}
