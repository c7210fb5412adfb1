using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Tensors;

[Collection(TensorTests.Name)]
public sealed class TensorScopeTests
{
    [Fact]
    public void A_scope_frees_everything_born_inside() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var x = Tensor.Ones([2, 3]).WithGrad();
        (x * 2 + 1).Sum().Backward();
        Assert.Equal([2f, 2, 2, 2, 2, 2], x.Grad!.ToArray<float>());
    });

    [Fact]
    public void A_kept_tensor_outlives_its_scope() => TensorTests.LeaveNothingBehind(() =>
    {
        Tensor kept;
        using (var scope = new TensorScope())
        {
            kept = scope.Keep(Tensor.Scalar(7));
        }

        Assert.Equal(7, kept.Item());
        kept.Dispose();
    });

    [Fact]
    public void A_moved_tensor_is_freed_by_the_outer_scope() => TensorTests.LeaveNothingBehind(() =>
    {
        using var outer = new TensorScope();
        Tensor moved;
        using (var inner = new TensorScope())
        {
            moved = inner.MoveToOuter(Tensor.Scalar(7));
        }

        Assert.Equal(7, moved.Item());
    });

    [Fact]
    public void Using_a_freed_tensor_is_an_error_and_not_a_crash()
    {
        var tensor = Tensor.Ones([2]);
        tensor.Dispose();

        Assert.Throws<ObjectDisposedException>(() => tensor.Sum());
    }

    [Fact]
    public void Closing_an_outer_scope_first_is_an_error()
    {
        var outer = new TensorScope();
        using (var inner = new TensorScope())
        {
            Assert.Throws<InvalidOperationException>(outer.Dispose);
        }

        outer.Dispose();
    }
}
