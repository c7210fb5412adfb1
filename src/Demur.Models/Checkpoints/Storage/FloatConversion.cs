using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Demur.Tensors;

namespace Demur.Models.Checkpoints.Storage;

/// <summary>Conversions between float32 and the half-width types, rounding to nearest even as PyTorch does.</summary>
/// <remarks>The loops over weights are optimised at their first call, as those of <see cref="Gguf.Blocks.BlockDecoder"/> are.</remarks>
internal static class FloatConversion
{
    /// <summary>Tells whether <see cref="FromSingle"/> can write the type.</summary>
    public static bool CanWrite(ScalarType type) => type is ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16;

    /// <summary>Writes float32 values as elements of another floating type.</summary>
    public static void FromSingle(ReadOnlySpan<float> values, Span<byte> target, ScalarType type)
    {
        switch (type)
        {
            case ScalarType.Float32:
                MemoryMarshal.AsBytes(values).CopyTo(target);
                break;
            case ScalarType.Float16:
                TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<byte, Half>(target));
                break;
            case ScalarType.BFloat16:
                ToBFloat16(values, MemoryMarshal.Cast<byte, ushort>(target));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "Only float32, float16 and bfloat16 are written from float32.");
        }
    }

    /// <summary>Widens bfloat16, which is the upper half of a float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FromBFloat16(ReadOnlySpan<ushort> source, Span<float> target)
    {
        var bits = MemoryMarshal.Cast<float, uint>(target);
        var index = 0;
        for (; index <= source.Length - Vector256<ushort>.Count; index += Vector256<ushort>.Count)
        {
            var (lower, upper) = Vector256.Widen(Vector256.Create(source[index..]));
            (lower << 16).CopyTo(bits[index..]);
            (upper << 16).CopyTo(bits[(index + Vector256<uint>.Count)..]);
        }

        for (; index < source.Length; index++)
        {
            bits[index] = (uint)source[index] << 16;
        }
    }

    /// <summary>Narrows to bfloat16; a value that is not a number stays one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToBFloat16(ReadOnlySpan<float> source, Span<ushort> target)
    {
        var bits = MemoryMarshal.Cast<float, uint>(source);
        var index = 0;
        for (; index <= bits.Length - Vector256<ushort>.Count; index += Vector256<ushort>.Count)
        {
            var lower = Round(Vector256.Create(bits[index..]));
            var upper = Round(Vector256.Create(bits[(index + Vector256<uint>.Count)..]));
            Vector256.Narrow(lower, upper).CopyTo(target[index..]);
        }

        for (; index < bits.Length; index++)
        {
            target[index] = ToBFloat16(bits[index]);
        }
    }

    private static Vector256<uint> Round(Vector256<uint> bits)
    {
        var rounded = (bits + Vector256.Create(0x7FFFu) + ((bits >> 16) & Vector256<uint>.One)) >> 16;
        var quiet = (bits >> 16) | Vector256.Create(0x40u);
        var isNaN = Vector256.GreaterThan(bits & Vector256.Create(0x7FFF_FFFFu), Vector256.Create(0x7F80_0000u));
        return Vector256.ConditionalSelect(isNaN, quiet, rounded);
    }

    private static ushort ToBFloat16(uint bits) => (bits & 0x7FFF_FFFF) > 0x7F80_0000
        ? (ushort)((bits >> 16) | 0x40)
        : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
}
