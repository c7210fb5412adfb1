using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Tensors;

[Collection(TensorTests.Name)]
public sealed class TensorErrorTests
{
    [Fact]
    public void An_error_of_libtorch_keeps_its_message_and_loses_its_stack()
    {
        using var scope = new TensorScope();
        var error = Assert.Throws<TorchException>(() => Tensor.Ones([2, 3]).MatMul(Tensor.Ones([2, 3])));

        Assert.Contains("2x3", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("frame #", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception raised from", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_that_cannot_be_had_is_an_error_of_its_own() =>
        Assert.Throws<TorchOutOfMemoryException>(() => Tensor.Empty([1L << 50]));

    [Fact]
    public void A_failed_operation_leaves_no_tensor_behind() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        Assert.Throws<TorchException>(() => Tensor.Ones([3]).TopK(5));
        Assert.Throws<TorchException>(() => Tensor.Ones([3]).View(2, 2));
    });

    [Fact]
    public void Errors_on_two_threads_do_not_mix()
    {
        static string Message(int width)
        {
            using var scope = new TensorScope();
            return Assert.Throws<TorchException>(() => Tensor.Ones([1, width]).MatMul(Tensor.Ones([1, width]))).Message;
        }

        Parallel.For(2, 40, width => Assert.Contains($"1x{width}", Message(width), StringComparison.Ordinal));
    }

    [Fact]
    public void Too_few_bytes_for_a_shape_are_an_error_with_both_numbers()
    {
        var error = Assert.Throws<ArgumentException>(() => Tensor.FromBytes(new byte[10], [3], ScalarType.Float32));

        Assert.Contains("12 bytes", error.Message, StringComparison.Ordinal);
        Assert.Contains("10", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dimension_that_is_not_there_is_an_error()
    {
        using var scope = new TensorScope();
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Ones([2]).Size(1));
    }
}
