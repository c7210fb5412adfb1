using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Demur.Models.Checkpoints.Gguf.Blocks;

/// <summary>IQ4_NL and IQ4_XS: four bits a value that pick from a table of sixteen unevenly spaced levels.</summary>
internal static class Iq4Blocks
{
    public const int SmallElements = 32;
    public const int SmallBytes = 2 + 16;
    public const int SuperBytes = 2 + 2 + 4 + 128;

    private static readonly Vector128<byte> Lower = Vector128.Create((byte)0x0F);

    private static readonly Vector128<sbyte> Levels =
        Vector128.Create(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DecodeSmall(ReadOnlySpan<byte> stored, Span<float> values)
    {
        for (; !stored.IsEmpty; stored = stored[SmallBytes..], values = values[SmallElements..])
        {
            DecodeRun(stored[2..], Lanes.Half(stored), values);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DecodeSuper(ReadOnlySpan<byte> stored, Span<float> values)
    {
        for (; !stored.IsEmpty; stored = stored[SuperBytes..], values = values[SuperBlocks.Elements..])
        {
            var scale = Lanes.Half(stored);
            var high = BinaryPrimitives.ReadUInt16LittleEndian(stored[2..]);
            for (var run = 0; run < 8; run++)
            {
                var low = (stored[4 + (run / 2)] >> (run % 2 * 4)) & 0x0F;
                var own = (low | (((high >> (2 * run)) & 3) << 4)) - 32;
                DecodeRun(stored[(8 + (run * 16))..], scale * own, values[(run * 32)..]);
            }
        }
    }

    private static void DecodeRun(ReadOnlySpan<byte> codes, float scale, Span<float> values)
    {
        var packed = Vector128.Create(codes);
        Lanes.Signed(Vector128.Shuffle(Levels, (packed & Lower).AsSByte()), scale, values);
        Lanes.Signed(Vector128.Shuffle(Levels, (packed >>> 4).AsSByte()), scale, values[16..]);
    }
}
