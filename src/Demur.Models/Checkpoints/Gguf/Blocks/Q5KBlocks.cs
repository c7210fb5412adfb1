using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Demur.Models.Checkpoints.Gguf.Blocks;

/// <summary>Q5_K: as <see cref="Q4KBlocks"/>, with a fifth bit of each value in 32 bytes of their own.</summary>
internal static class Q5KBlocks
{
    public const int Bytes = 2 + 2 + 12 + 32 + 128;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Decode(ReadOnlySpan<byte> stored, Span<float> values)
    {
        Span<byte> scales = stackalloc byte[8];
        Span<byte> minima = stackalloc byte[8];
        var mask = Vector128.Create((byte)0x0F);
        for (; !stored.IsEmpty; stored = stored[Bytes..], values = values[SuperBlocks.Elements..])
        {
            var scale = Lanes.Half(stored);
            var minimum = Lanes.Half(stored[2..]);
            SuperBlocks.ScalesAndMinima(stored.Slice(4, 12), scales, minima);
            for (var run = 0; run < 16; run++)
            {
                var group = run / 2;
                var half = run % 2 * 16;
                var low = (Vector128.Create(stored[(48 + (group / 2 * 32) + half)..]) >>> (group % 2 * 4)) & mask;
                var high = ((Vector128.Create(stored[(16 + half)..]) >>> group) & Vector128<byte>.One) << 4;
                Lanes.Affine(low | high, scale * scales[group], -(minimum * minima[group]), values[(run * 16)..]);
            }
        }
    }
}
