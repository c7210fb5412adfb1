using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Demur.Models.Checkpoints.Gguf.Blocks;

/// <summary>Sixteen small codes become sixteen float32 values. Products are rounded before sums, as NumPy does, so results are equal to the bit.</summary>
internal static class Lanes
{
    public const int Width = 16;

    /// <summary>Writes code * scale + offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Affine(Vector128<byte> codes, float scale, float offset, Span<float> target)
    {
        if (Avx512F.IsSupported)
        {
            var values = Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(codes));
            ((values * Vector512.Create(scale)) + Vector512.Create(offset)).CopyTo(target);
            return;
        }

        var (first, second) = Widen(codes);
        ((first * Vector256.Create(scale)) + Vector256.Create(offset)).CopyTo(target);
        ((second * Vector256.Create(scale)) + Vector256.Create(offset)).CopyTo(target[8..]);
    }

    /// <summary>Writes (code - zero) * scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Centred(Vector128<byte> codes, float zero, float scale, Span<float> target)
    {
        if (Avx512F.IsSupported)
        {
            var values = Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(codes));
            ((values - Vector512.Create(zero)) * Vector512.Create(scale)).CopyTo(target);
            return;
        }

        var (first, second) = Widen(codes);
        ((first - Vector256.Create(zero)) * Vector256.Create(scale)).CopyTo(target);
        ((second - Vector256.Create(zero)) * Vector256.Create(scale)).CopyTo(target[8..]);
    }

    /// <summary>Writes code * scale for codes with a sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Signed(Vector128<sbyte> codes, float scale, Span<float> target) =>
        // Turning the top bit adds 128, which the centre takes away again.
        Centred(codes.AsByte() ^ Vector128.Create((byte)0x80), 128, scale, target);

    public static float Half(ReadOnlySpan<byte> bytes) => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes);

    private static (Vector256<float> First, Vector256<float> Second) Widen(Vector128<byte> codes)
    {
        if (Avx2.IsSupported)
        {
            var upper = Vector128.Shuffle(codes.AsUInt64(), Vector128.Create(1UL, 1UL)).AsByte();
            return (Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(codes)), Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(upper)));
        }

        var (lower, higher) = Vector128.Widen(codes);
        var (a, b) = Vector128.Widen(lower);
        var (c, d) = Vector128.Widen(higher);
        return (
            Vector256.ConvertToSingle(Vector256.Create(a, b).AsInt32()),
            Vector256.ConvertToSingle(Vector256.Create(c, d).AsInt32()));
    }
}
