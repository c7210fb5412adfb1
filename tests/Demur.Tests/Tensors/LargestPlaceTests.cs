using Demur.Tensors;
using Demur.Tensors.Native;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Tensors;

/// <summary>The place of a row's largest number, by every build of the kernels.</summary>
[Collection(TensorTests.Name)]
public sealed class LargestPlaceTests : IDisposable
{
    private const int Rows = 7;

    public void Dispose() => KernelBuild.Use(null);

    // Few whole numbers, so that the largest stands in many places; widths with and without a rest after the widest vectors.
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Is_the_first_place_that_a_search_from_the_left_finds(ScalarType type) => TensorTests.LeaveNothingBehind(() =>
    {
        var found = 0;
        foreach (var _ in KernelBuild.Names.Where(KernelBuild.Use))
        {
            foreach (var width in new[] { 1, 5, 16, 37, 64, 1000 })
            {
                foreach (var highest in new[] { 3, 100, 0 })
                {
                    var random = new Random(width + highest);
                    float[] values = [.. Enumerable.Range(0, Rows * width).Select(place => highest == 0 ? float.NegativeInfinity : random.Next(-100, highest))];
                    Assert.Equal(values.Chunk(width).Select(row => (long)Array.IndexOf(row, row.Max())), Places(values, width, type));
                    found++;
                }
            }
        }

        Assert.True(found >= 18, $"only {found} cases");
    });

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Is_the_first_that_is_not_a_number_where_there_is_one(ScalarType type) => TensorTests.LeaveNothingBehind(() =>
    {
        var found = 0;
        foreach (var _ in KernelBuild.Names.Where(KernelBuild.Use))
        {
            foreach (var place in new[] { 0, 3, 21, 35, 36 })
            {
                var values = new float[37];
                values[place] = values[36] = float.NaN;
                values[(place + 1) % 36] = float.PositiveInfinity;
                Assert.Equal([place], Places(values, 37, type));
                found++;
            }
        }

        Assert.True(found >= 5, $"only {found} cases");
    });

    private static long[] Places(float[] values, int width, ScalarType type)
    {
        using var scope = new TensorScope();
        return Tensor.From<float>(values, values.Length / width, width).To(type).ArgMax(-1).ToArray<long>();
    }
}
