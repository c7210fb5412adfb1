using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Demur.Models.Checkpoints.Gguf.Blocks;

/// <summary>Q4_K: four bits a value; each group of 32 has a scale and a minimum of six bits.</summary>
internal static class Q4KBlocks
{
    public const int Bytes = 2 + 2 + 12 + 128;

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
                var codes = (Vector128.Create(stored[(16 + (group / 2 * 32) + (run % 2 * 16))..]) >>> (group % 2 * 4)) & mask;
                Lanes.Affine(codes, scale * scales[group], -(minimum * minima[group]), values[(run * 16)..]);
            }
        }
    }
}
