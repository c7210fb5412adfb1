using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Tensors;

[Collection(TensorTests.Name)]
public sealed class AutogradTests
{
    // d/dx sum(x^2 y) = 2 x y, d/dy = x^2
    [Fact]
    public void Gradients_reach_the_leaves_and_add_up() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var (x, y) = (Tensor.From<float>([1, 2]).WithGrad(), Tensor.From<float>([3, 4]).WithGrad());
        Assert.Null(x.Grad);
        (x * x * y).Sum().Backward();
        (x * x * y).Sum().Backward();

        Assert.Equal([12f, 32], x.Grad!.ToArray<float>());
        Assert.Equal([2f, 8], y.Grad!.ToArray<float>());
        x.Grad = null;
        Assert.Null(x.Grad);
    });

    [Fact]
    public void Nothing_is_recorded_inside_NoGrad_and_everything_is_after() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var x = Tensor.Ones([1]).WithGrad();
        using (Autograd.NoGrad())
        {
            Assert.False((x * 2).RequiresGrad);
            using (Autograd.EnableGrad())
            {
                Assert.True((x * 2).RequiresGrad);
            }

            Assert.False(Autograd.IsEnabled);
        }

        Assert.True((x * 2).RequiresGrad);
    });

    [Fact]
    public void Chosen_inputs_get_their_gradients_and_Grad_stays_untouched() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var (x, unused) = (Tensor.From<float>([1, 2]).WithGrad(), Tensor.Ones([3]).WithGrad());
        var middle = x * 3;
        var gradients = Autograd.Gradients((middle * middle).Sum(), [x, middle, unused]);

        Assert.Equal([18f, 36], gradients[0].ToArray<float>());
        Assert.Equal([6f, 12], gradients[1].ToArray<float>());
        Assert.Equal([0f, 0, 0], gradients[2].ToArray<float>());
        Assert.Null(x.Grad);
    });

    [Fact]
    public void A_detached_tensor_stops_the_gradient() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var x = Tensor.From<float>([3]).WithGrad();
        (x * x.Detach()).Sum().Backward();

        Assert.Equal([3f], x.Grad!.ToArray<float>());
    });

    [Fact]
    public void Plain_operations_agree_with_finite_differences() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var x = Tensor.From<double>([0.3, -0.7, 1.9, 0.2, 1.1, -1.4], 2, 3);
        Func<Tensor, Tensor>[] operations =
        [
            t => Fused.RmsNorm(t, Tensor.From<double>([1, 2, 3]), 1e-5) * t,
            t => Fused.Gated(t, t.Cos()),
            t => t.LogSoftmax(1) * t,
            t => t.LayerNorm(Tensor.From<double>([1, 2, 3]), null) * t,
            t => Fused.TokenLogProbs(t, Tensor.Arange(0, 12, 1, ScalarType.Float64).Reshape(4, 3).Sin(), Tensor.From<long>([2, -100])),
        ];
        foreach (var operation in operations)
        {
            Gradients.MatchDifferences(x, operation);
        }
    });
}
