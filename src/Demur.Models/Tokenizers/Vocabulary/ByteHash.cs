using System.Buffers.Binary;

namespace Demur.Models.Tokenizers.Vocabulary;

/// <summary>Hashes short byte strings; keyed by the process so that a file cannot be made to collide.</summary>
internal static class ByteHash
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15;
    private static readonly ulong Key = (ulong)(uint)HashCode.Combine(0) << 32 | (uint)HashCode.Combine(1);

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var hash = Key ^ ((ulong)bytes.Length * Multiplier);
        while (bytes.Length >= 8)
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        ulong tail = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            tail |= (ulong)bytes[i] << (8 * i);
        }

        return Fold(Mix(hash ^ tail));
    }

    public static uint Of(ulong value) => Fold(Mix(Key ^ value));

    private static ulong Mix(ulong value)
    {
        var high = Math.BigMul(value, Multiplier, out var low);
        return high ^ low ^ (value >> 29);
    }

    private static uint Fold(ulong value) => (uint)(value ^ (value >> 32));
}
