using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Demur.Models.Checkpoints.Gguf.Blocks;

/// <summary>Q2_K: two bits a value; each group of 16 has a scale and a minimum of four bits.</summary>
internal static class Q2KBlocks
{
    public const int Bytes = 16 + 64 + 2 + 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Decode(ReadOnlySpan<byte> stored, Span<float> values)
    {
        var mask = Vector128.Create((byte)3);
        for (; !stored.IsEmpty; stored = stored[Bytes..], values = values[SuperBlocks.Elements..])
        {
            var scale = Lanes.Half(stored[80..]);
            var minimum = Lanes.Half(stored[82..]);
            for (var group = 0; group < 16; group++)
            {
                // Eight groups read the same 32 bytes, two bits further up after every second one.
                var codes = (Vector128.Create(stored[(16 + (group / 8 * 32) + (group % 2 * 16))..]) >>> (group % 8 / 2 * 2)) & mask;
                var packed = stored[group];
                Lanes.Affine(codes, scale * (packed & 0x0F), -(minimum * (packed >> 4)), values[(group * 16)..]);
            }
        }
    }
}
