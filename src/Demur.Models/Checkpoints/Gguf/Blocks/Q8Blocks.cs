using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Demur.Models.Checkpoints.Gguf.Blocks;

/// <summary>Q8_0: 32 signed bytes with one scale.</summary>
internal static class Q8Blocks
{
    public const int Elements = 32;
    public const int Bytes = 2 + 32;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Decode(ReadOnlySpan<byte> stored, Span<float> values)
    {
        for (; !stored.IsEmpty; stored = stored[Bytes..], values = values[Elements..])
        {
            var scale = Lanes.Half(stored);
            var codes = MemoryMarshal.Cast<byte, sbyte>(stored[2..]);
            Lanes.Signed(Vector128.Create(codes), scale, values);
            Lanes.Signed(Vector128.Create(codes[16..]), scale, values[16..]);
        }
    }

    public static void Encode(ReadOnlySpan<float> values, Span<byte> stored)
    {
        for (; !values.IsEmpty; values = values[Elements..], stored = stored[Bytes..])
        {
            var scale = Math.Abs(BlockStatistics.Largest(values[..Elements])) / 127;
            var inverse = scale == 0 ? 0 : 1 / scale;
            BinaryPrimitives.WriteHalfLittleEndian(stored, (Half)scale);
            for (var index = 0; index < Elements; index++)
            {
                stored[2 + index] = unchecked((byte)(sbyte)MathF.Round(values[index] * inverse, MidpointRounding.AwayFromZero));
            }
        }
    }
}
