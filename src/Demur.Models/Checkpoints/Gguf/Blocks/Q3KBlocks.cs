using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Demur.Models.Checkpoints.Gguf.Blocks;

/// <summary>Q3_K: two bits a value and a third in a mask; each group of 16 has a signed scale of six bits.</summary>
internal static class Q3KBlocks
{
    public const int Bytes = 32 + 64 + 12 + 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Decode(ReadOnlySpan<byte> stored, Span<float> values)
    {
        for (; !stored.IsEmpty; stored = stored[Bytes..], values = values[SuperBlocks.Elements..])
        {
            var scale = Lanes.Half(stored[108..]);
            for (var group = 0; group < 16; group++)
            {
                var half = group % 2 * 16;
                var low = (Vector128.Create(stored[(32 + (group / 8 * 32) + half)..]) >>> (group % 8 / 2 * 2)) & Vector128.Create((byte)3);
                var high = ((Vector128.Create(stored[half..]) >>> (group / 2)) & Vector128<byte>.One) << 2;
                Lanes.Centred(low | high, 4, scale * Scale(stored.Slice(96, 12), group), values[(group * 16)..]);
            }
        }
    }

    private static int Scale(ReadOnlySpan<byte> packed, int group)
    {
        var low = (packed[group % 8] >> (group / 8 * 4)) & 0x0F;
        var high = (packed[8 + (group % 4)] >> (group / 4 * 2)) & 0x03;
        return (low | (high << 4)) - 32;
    }
}
