using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Demur.Tests.Models.Checkpoints.Hostile;

/// <summary>Damages a file in the ways that files are damaged by accident or on purpose; the same seed does the same damage.</summary>
/// <param name="seed">Decides everything.</param>
internal sealed class Mutator(int seed)
{
    private static readonly ulong[] Extremes =
        [0, 1, 0x7F, 0xFF, 0xFFFF, int.MaxValue, uint.MaxValue, long.MaxValue, ulong.MaxValue, 1UL << 32, 1UL << 40, 1UL << 62, 1UL << 63];

    private readonly Random _random = new(seed);

    /// <summary>Damages a copy.</summary>
    /// <param name="original">The sound file.</param>
    /// <param name="front">The bytes at the start that most damage goes to: headers break more than values.</param>
    public byte[] Damage(byte[] original, int front)
    {
        var bytes = (byte[])original.Clone();
        for (var change = _random.Next(1, 4); change > 0; change--)
        {
            bytes = bytes.Length == 0 ? bytes : Once(bytes, Math.Min(front, bytes.Length));
        }

        return bytes;
    }

    private byte[] Once(byte[] bytes, int front)
    {
        var at = _random.Next(_random.Next(10) == 0 ? bytes.Length : front);
        switch (_random.Next(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)_random.Next(256);
                return bytes;
            case 2:
                return Overwrite(bytes, at);
            case 3:
                return bytes[..at];
            case 4:
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + _random.Next(1, 40))..]];
            case 5:
                return [.. bytes[..at], .. bytes[at..Math.Min(bytes.Length, at + _random.Next(1, 40))], .. bytes[at..]];
            case 6:
                return [.. bytes[..at], .. Noise(_random.Next(1, 20)), .. bytes[at..]];
            default:
                return ReplaceNumber(bytes, front);
        }
    }

    private byte[] Overwrite(byte[] bytes, int at)
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(number, Extremes[_random.Next(Extremes.Length)]);
        var count = Math.Min(_random.Next(2) == 0 ? 4 : 8, bytes.Length - at);
        number[..count].CopyTo(bytes.AsSpan(at));
        return bytes;
    }

    private byte[] Noise(int count)
    {
        var noise = new byte[count];
        _random.NextBytes(noise);
        return noise;
    }

    // In JSON: another number where one stands.
    private byte[] ReplaceNumber(byte[] bytes, int front)
    {
        var start = Array.FindIndex(bytes, _random.Next(front), value => value is >= (byte)'0' and <= (byte)'9');
        if (start < 0)
        {
            return bytes;
        }

        var end = start;
        while (end < bytes.Length && bytes[end] is >= (byte)'0' and <= (byte)'9')
        {
            end++;
        }

        var number = _random.Next(4) switch
        {
            0 => "-1",
            1 => "1e999",
            2 => "\"7\"",
            _ => Extremes[_random.Next(Extremes.Length)].ToString(CultureInfo.InvariantCulture),
        };
        return [.. bytes[..start], .. Encoding.ASCII.GetBytes(number), .. bytes[end..]];
    }
}
