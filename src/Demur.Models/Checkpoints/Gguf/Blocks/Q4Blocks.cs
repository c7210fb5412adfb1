using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Demur.Models.Checkpoints.Gguf.Blocks;

/// <summary>Q4_0 and Q4_1: 32 values in 4 bits each, around zero with a scale, or with a scale and a minimum.</summary>
/// <remarks>Byte j of a block holds value j in its lower half and value j + 16 in its upper half.</remarks>
internal static class Q4Blocks
{
    public const int Elements = 32;
    public const int SymmetricBytes = 2 + 16;
    public const int AffineBytes = 4 + 16;

    private static readonly Vector128<byte> Lower = Vector128.Create((byte)0x0F);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DecodeSymmetric(ReadOnlySpan<byte> stored, Span<float> values)
    {
        for (; !stored.IsEmpty; stored = stored[SymmetricBytes..], values = values[Elements..])
        {
            var scale = Lanes.Half(stored);
            var codes = Vector128.Create(stored[2..]);
            Lanes.Centred(codes & Lower, 8, scale, values);
            Lanes.Centred(codes >>> 4, 8, scale, values[16..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DecodeAffine(ReadOnlySpan<byte> stored, Span<float> values)
    {
        for (; !stored.IsEmpty; stored = stored[AffineBytes..], values = values[Elements..])
        {
            var scale = Lanes.Half(stored);
            var minimum = Lanes.Half(stored[2..]);
            var codes = Vector128.Create(stored[4..]);
            Lanes.Affine(codes & Lower, scale, minimum, values);
            Lanes.Affine(codes >>> 4, scale, minimum, values[16..]);
        }
    }

    public static void EncodeSymmetric(ReadOnlySpan<float> values, Span<byte> stored)
    {
        for (; !values.IsEmpty; values = values[Elements..], stored = stored[SymmetricBytes..])
        {
            // The value of largest size, with its sign, becomes code 0.
            var scale = BlockStatistics.Largest(values[..Elements]) / -8;
            double inverse = scale == 0 ? 0 : 1 / scale;
            BinaryPrimitives.WriteHalfLittleEndian(stored, (Half)scale);
            for (var index = 0; index < 16; index++)
            {
                stored[2 + index] = (byte)(Code(values[index], inverse) | (Code(values[index + 16], inverse) << 4));
            }
        }

        static int Code(float value, double inverse) => Math.Clamp((int)(float)Math.Truncate((value * inverse) + 8.5), 0, 15);
    }

    public static void EncodeAffine(ReadOnlySpan<float> values, Span<byte> stored)
    {
        for (; !values.IsEmpty; values = values[Elements..], stored = stored[AffineBytes..])
        {
            var (minimum, maximum) = BlockStatistics.Range(values[..Elements]);
            var scale = (maximum - minimum) / 15;
            var inverse = scale == 0 ? 0 : 1 / scale;
            BinaryPrimitives.WriteHalfLittleEndian(stored, (Half)scale);
            BinaryPrimitives.WriteHalfLittleEndian(stored[2..], (Half)minimum);
            for (var index = 0; index < 16; index++)
            {
                stored[4 + index] = (byte)(Code(values[index] - minimum, inverse) | (Code(values[index + 16] - minimum, inverse) << 4));
            }
        }

        static int Code(float above, float inverse) => Math.Clamp((int)((above * inverse) + 0.5f), 0, 15);
    }
}
