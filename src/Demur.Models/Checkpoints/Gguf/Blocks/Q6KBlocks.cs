using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Demur.Models.Checkpoints.Gguf.Blocks;

/// <summary>Q6_K: four bits a value and two more beside them; each group of 16 has a signed scale of eight bits.</summary>
internal static class Q6KBlocks
{
    public const int Bytes = 128 + 64 + 16 + 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Decode(ReadOnlySpan<byte> stored, Span<float> values)
    {
        for (; !stored.IsEmpty; stored = stored[Bytes..], values = values[SuperBlocks.Elements..])
        {
            var scale = Lanes.Half(stored[208..]);
            for (var group = 0; group < 16; group++)
            {
                // Each half of 128 values: 64 bytes of lower bits read twice, 32 bytes of upper bits read four times.
                var (half, within) = (group / 8, group % 8);
                var low = (Vector128.Create(stored[((half * 64) + (within % 4 * 16))..]) >>> (within / 4 * 4)) & Vector128.Create((byte)0x0F);
                var high = (Vector128.Create(stored[(128 + (half * 32) + (within % 2 * 16))..]) >>> (within / 2 * 2)) & Vector128.Create((byte)3);
                Lanes.Centred(low | (high << 4), 32, scale * unchecked((sbyte)stored[192 + group]), values[(group * 16)..]);
            }
        }
    }
}
