using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Demur.Models.Checkpoints.Gguf.Blocks;

/// <summary>Q5_0 and Q5_1: as <see cref="Q4Blocks"/>, with a fifth bit of each value in a word of 32 bits.</summary>
internal static class Q5Blocks
{
    public const int Elements = 32;
    public const int SymmetricBytes = 2 + 4 + 16;
    public const int AffineBytes = 4 + 4 + 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DecodeSymmetric(ReadOnlySpan<byte> stored, Span<float> values)
    {
        for (; !stored.IsEmpty; stored = stored[SymmetricBytes..], values = values[Elements..])
        {
            var scale = Lanes.Half(stored);
            var (first, second) = Codes(stored[2..]);
            Lanes.Centred(first, 16, scale, values);
            Lanes.Centred(second, 16, scale, values[16..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DecodeAffine(ReadOnlySpan<byte> stored, Span<float> values)
    {
        for (; !stored.IsEmpty; stored = stored[AffineBytes..], values = values[Elements..])
        {
            var scale = Lanes.Half(stored);
            var minimum = Lanes.Half(stored[2..]);
            var (first, second) = Codes(stored[4..]);
            Lanes.Affine(first, scale, minimum, values);
            Lanes.Affine(second, scale, minimum, values[16..]);
        }
    }

    private static (Vector128<byte> First, Vector128<byte> Second) Codes(ReadOnlySpan<byte> stored)
    {
        var high = BinaryPrimitives.ReadUInt32LittleEndian(stored);
        var low = stored[4..];
        Span<byte> codes = stackalloc byte[Elements];
        for (var index = 0; index < 16; index++)
        {
            codes[index] = (byte)((low[index] & 0x0Fu) | ((high >> index << 4) & 0x10u));
            codes[index + 16] = (byte)(((uint)low[index] >> 4) | ((high >> (index + 16) << 4) & 0x10u));
        }

        return (Vector128.Create<byte>(codes), Vector128.Create<byte>(codes[16..]));
    }
}
