using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Tensors;

[Collection(TensorTests.Name)]
public sealed class TensorCopyingTests
{
    [Fact]
    public void Managed_values_come_back_in_order_and_type() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        Assert.Equal([1.5f, -2, 3, 4], Tensor.From<float>([1.5f, -2, 3, 4], 2, 2).ToArray<float>());
        Assert.Equal([1L, long.MaxValue], Tensor.From<long>([1, long.MaxValue]).ToArray<long>());
        Assert.Equal([true, false], Tensor.From<bool>([true, false]).ToArray<bool>());
        Assert.Equal([1.0, 1e300], Tensor.From<double>([1, 1e300]).ToArray<double>());
        Assert.Equal([(Half)0.5f], Tensor.From<Half>([(Half)0.5f]).ToArray<Half>());
    });

    [Fact]
    public void Reading_converts_and_reads_in_row_major_order_whatever_the_layout() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var turned = Tensor.From<long>([1, 2, 3, 4, 5, 6], 2, 3).Transpose(0, 1);

        Assert.False(turned.IsContiguous);
        Assert.Equal([1f, 4, 2, 5, 3, 6], turned.ToArray<float>());
    });

    // 1 + 2^-8 lies halfway between two bfloat16 numbers and goes to the even one, 1; 1 + 3 * 2^-8 goes up to 1 + 2^-6.
    [Fact]
    public void Bfloat16_rounds_to_nearest_with_ties_to_even() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var narrow = Tensor.From<float>([1 + (1f / 256), 1 + (3f / 256), -2]).To(ScalarType.BFloat16);

        Assert.Equal(2 * 3, narrow.NumberOfBytes);
        Assert.Equal([1f, 1 + (1f / 64), -2], narrow.ToArray<float>());
    });

    [Fact]
    public void A_file_can_be_read_straight_into_the_memory() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var tensor = Tensor.Empty([4], ScalarType.Float32);
        BitConverter.TryWriteBytes(tensor.Bytes(0, 4), 1.5f);
        tensor.Bytes(4).Clear();

        Assert.Equal([1.5f, 0, 0, 0], tensor.ToArray<float>());
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor.Bytes(8, 9).Length);
        Assert.Throws<InvalidOperationException>(() => Tensor.Ones([2, 2]).Transpose(0, 1).Bytes().Length);
    });

    [Fact]
    public void A_view_shares_memory_and_a_clone_does_not() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var tensor = Tensor.Zeros([4]);
        var clone = tensor.Clone();
        tensor.View(2, 2).Select(0, 1).Fill(7);

        Assert.Equal([0f, 0, 7, 7], tensor.ToArray<float>());
        Assert.Equal([0f, 0, 0, 0], clone.ToArray<float>());
    });

    [Fact]
    public void A_view_outlives_the_tensor_it_was_cut_from() => TensorTests.LeaveNothingBehind(() =>
    {
        var tensor = Tensor.From<float>([1, 2, 3]);
        using var last = tensor.Slice(0, 2);
        tensor.Dispose();

        Assert.Equal(3, last.Item());
    });

    [Fact]
    public void The_same_seed_draws_the_same_numbers_and_a_restored_state_goes_on() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var first = new Generator(5);
        using var second = new Generator(5);
        Assert.True(Tensor.Same(Tensor.Normal([10], first), Tensor.Normal([10], second)));

        var state = first.GetState();
        var next = Tensor.Uniform([10], first);
        second.SetState(state);
        Assert.True(Tensor.Same(next, Tensor.Uniform([10], second)));
    });

    [Fact]
    public void Text_says_type_shape_and_device_and_shows_only_a_scalar() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        Assert.Equal("Float32[2, 3] on cpu", Tensor.Ones([2, 3]).ToString());
        Assert.Equal("Int64[] on cpu = 7", Tensor.Scalar(7, ScalarType.Int64).ToString());
    });

    [Fact]
    public void Many_threads_create_and_free_at_once_without_losing_count() => TensorTests.LeaveNothingBehind(() =>
        Parallel.For(0, 8, seed =>
        {
            using var scope = new TensorScope();
            using var generator = new Generator(seed);
            for (var i = 0; i < 50; i++)
            {
                var x = Tensor.Normal([16, 16], generator);
                Assert.True(Tensor.AllClose((x + x).MatMul(x), x.MatMul(x) * 2, absolute: 1e-4));
            }
        }));
}
