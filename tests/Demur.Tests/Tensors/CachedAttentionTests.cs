using Demur.Tensors;
using Demur.Tensors.Native;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Tensors;

[Collection(TensorTests.Name)]
public sealed class CachedAttentionTests : IDisposable
{
    private const int Slots = 3;
    private const int Capacity = 128;
    private const int Shared = 64;
    private const int Positions = 256;

    private static readonly AttentionOptions[] Ways = [new(), new() { Window = 20 }, new() { Softcap = 2, Scale = 0.3 }];

    // A prompt behind a shared beginning, the next token of a row, a prompt that goes on, and a prompt alone; many queries and few.
    private static readonly PrefixRow[] Rows = [new(0, 41, 2, 0, 50), new(41, 1, 0, 37, 64), new(42, 5, 1, 90, 0)];
    private static readonly PrefixRow[] Alone = [new(0, 47, 1, 0, 0)];

    public void Dispose() => KernelBuild.Use(null);

    [Theory]
    [InlineData(ScalarType.Float32, 64, 3, 3e-6)]
    [InlineData(ScalarType.Float32, 24, 1, 3e-6)]
    [InlineData(ScalarType.BFloat16, 64, 3, 2e-2)]
    [InlineData(ScalarType.BFloat16, 24, 1, 2e-2)]
    [InlineData(ScalarType.BFloat16, 40, 2, 2e-2)]
    public void Values_of_every_build_are_those_of_the_formula(ScalarType type, int size, int group, double tolerance) => TensorTests.LeaveNothingBehind(() =>
    {
        var (builds, compared) = (0, 0);
        foreach (var _ in KernelBuild.Names.Where(KernelBuild.Use))
        {
            builds++;
            foreach (var way in Ways)
            {
                foreach (var rows in new[] { Rows, Alone })
                {
                    using var scope = new TensorScope();
                    Gradients.Close(Attend(ScalarType.Float64, type, size, group, rows, way), Attend(type, type, size, group, rows, way), tolerance, $"{KernelBuild.Names[builds - 1]} {way}");
                    compared++;
                }
            }
        }

        Assert.True(builds >= 1);
        Assert.Equal(builds * Ways.Length * 2, compared);
    });

    // The same numbers, rounded as the narrow type rounds them, in either type; what no row has written yet is not a number.
    private static Tensor Attend(ScalarType type, ScalarType rounded, int size, int group, PrefixRow[] rows, AttentionOptions way)
    {
        const int KeyHeads = 2;
        var width = (size + PrefixCache.WidthStep - 1) / PrefixCache.WidthStep * PrefixCache.WidthStep;
        var tokens = rows.Sum(row => row.Count);
        Tensor Random(long seed, params ReadOnlySpan<long> shape)
        {
            using var generator = new Generator(seed);
            return Tensor.Normal(shape, generator, dtype: ScalarType.Float64).To(rounded).To(type);
        }

        var (keys, values) = (Random(4, Slots, KeyHeads, size, Capacity), Random(5, Slots, KeyHeads, Capacity, width));
        foreach (var row in rows)
        {
            var left = Capacity - row.Past;
            keys.Select(0, row.Slot).Narrow(2, row.Past, left).CopyFrom(Tensor.Full([KeyHeads, size, left], double.NaN, type));
            values.Select(0, row.Slot).Narrow(1, row.Past, left).CopyFrom(Tensor.Full([KeyHeads, left, width], double.NaN, type));
        }

        var angles = Random(6, Positions, size / 2).To(ScalarType.Float32);
        var cache = new PrefixCache
        {
            Keys = keys,
            Values = values,
            PrefixKeys = Random(7, KeyHeads, size, Shared),
            PrefixValues = Random(8, KeyHeads, Shared, width),
            Cosine = angles.Cos(),
            Sine = angles.Sin(),
        };
        var input = new AttentionInput(Random(1, tokens, KeyHeads * group, size), Random(2, tokens, KeyHeads, size), Random(3, tokens, KeyHeads, size));
        return Fused.PrefixAttention(input, cache, rows, way);
    }
}
