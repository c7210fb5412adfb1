using Demur.Tensors;
using Demur.Tensors.Native;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Tensors;

[Collection(TensorTests.Name)]
public sealed class LinearTests : IDisposable
{
    // Few rows and many, whole tiles and rests of every size, panels with a rest, sums longer than a panel in part and whole tiles, an odd number of inputs,
    // and so many panels that cores take them in runs, of weights as they lie and turned.
    private static readonly (int Rows, int Inputs, int Outputs)[] Shapes =
        [(3, 34, 5), (13, 100, 37), (16, 96, 48), (23, 64, 97), (130, 40, 200), (15, 3300, 50), (20, 33, 18), (14, 2, 1), (50, 1300, 33), (1, 601, 53), (1, 30, 16),
        (14, 20, 1700), (14, 1700, 20)];

    public void Dispose() => KernelBuild.Use(null);

    [Theory]
    [InlineData(ScalarType.Float32, 2e-5)]
    [InlineData(ScalarType.BFloat16, 2e-2)]
    public void Values_and_gradients_of_every_build_are_those_of_the_formula(ScalarType type, double tolerance) => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var (builds, gradients) = (0, 0);
        foreach (var _ in KernelBuild.Names.Where(KernelBuild.Use))
        {
            builds++;
            foreach (var (rows, inputs, outputs) in Shapes)
            {
                gradients += Gradients.Agree(
                    [Random(1, rows, inputs), Random(2, outputs, inputs), Random(3, outputs)], x => x[0].Linear(x[1], x[2]), x => x[0].Linear(x[1], x[2]), type, tolerance);
            }
        }

        Assert.True(builds >= 1);
        Assert.Equal(builds * Shapes.Length * 3, gradients);
    });

    [Theory]
    [InlineData(ScalarType.Float32, 2e-5)]
    [InlineData(ScalarType.BFloat16, 2e-2)]
    public void A_low_rank_branch_of_every_build_is_that_of_the_formula_for_any_rows_and_rank(ScalarType type, double tolerance) => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var (builds, gradients) = (0, 0);
        foreach (var _ in KernelBuild.Names.Where(KernelBuild.Use))
        {
            builds++;
            foreach (var ((rows, inputs, outputs), rank) in Shapes.Zip((int[])[2, 3, 16, 1, 16, 4, 5, 8, 40, 3, 2, 4, 4]))
            {
                var weight = Random(4, outputs, inputs).To(type);
                gradients += Gradients.Agree(
                    [Random(1, rows, inputs), Random(2, rank, inputs), Random(3, outputs, rank)],
                    x => Fused.LoraLinear(x[0], weight, bias: null, new LoraBranch(x[1], x[2], Scale: 0.5)),
                    x => x[0].Linear(weight.To(ScalarType.Float64)) + (x[0].Linear(x[1]).Linear(x[2]) * 0.5),
                    type,
                    tolerance);
            }
        }

        Assert.True(builds >= 1);
        Assert.Equal(builds * Shapes.Length * 3, gradients);
    });

    [Fact]
    public void A_row_comes_out_the_same_whatever_rows_are_beside_it() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var (x, weight) = (Random(1, 64, 576).To(ScalarType.BFloat16), Random(2, 960, 576).To(ScalarType.BFloat16));
        var all = x.Linear(weight);

        foreach (var rows in (int[])[13, 31, 63])
        {
            Assert.True(Tensor.Same(all.Narrow(0, 0, rows), x.Narrow(0, 0, rows).Linear(weight)), $"{rows} rows");
        }
    });

    [Fact]
    public void Logits_keep_float32_in_every_build_and_for_any_number_of_rows() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var compared = 0;
        foreach (var (rows, inputs) in KernelBuild.Names.Where(KernelBuild.Use).SelectMany(_ => new[] { (3, 24), (70, 24), (200, 24), (200, 25) }))
        {
            var (hidden, head) = (Random(1, rows, inputs).To(ScalarType.BFloat16), Random(2, 50, inputs).To(ScalarType.BFloat16));
            Gradients.Close(hidden.To(ScalarType.Float64).Linear(head.To(ScalarType.Float64)), Fused.Logits(hidden, head), 1e-6, $"{rows} rows of {inputs}");
            compared++;
        }

        Assert.True(compared >= 4);
    });

    private static Tensor Random(long seed, params ReadOnlySpan<long> shape)
    {
        using var generator = new Generator(seed);
        return Tensor.Normal(shape, generator, dtype: ScalarType.Float64);
    }
}
