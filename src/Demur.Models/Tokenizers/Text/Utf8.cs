using System.Buffers;
using System.Text;

namespace Demur.Models.Tokenizers.Text;

/// <summary>Walks UTF-8 one code point at a time; malformed bytes read as U+FFFD.</summary>
internal static class Utf8
{
    public static bool IsContinuation(byte value) => (value & 0xC0) == 0x80;

    public static int LengthFromLead(byte lead) => lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;

    /// <summary>Decodes the code point at <paramref name="index"/> and gives its length in bytes.</summary>
    public static int Decode(ReadOnlySpan<byte> text, int index, out int length)
    {
        var lead = text[index];
        if (lead < 0x80)
        {
            length = 1;
            return lead;
        }

        return Rune.DecodeFromUtf8(text[index..], out var rune, out length) == OperationStatus.Done ? rune.Value : 0xFFFD;
    }

    /// <summary>Decodes the code point that ends before <paramref name="end"/>.</summary>
    public static int DecodeLast(ReadOnlySpan<byte> text, int end, out int length)
    {
        Rune.DecodeLastFromUtf8(text[..end], out var rune, out length);
        return rune.Value;
    }

    /// <summary>Encodes a code point into exactly the bytes given; false when it needs more or fewer.</summary>
    public static bool TryEncode(int codePoint, Span<byte> bytes)
    {
        if (codePoint < 0x80 && bytes.Length == 1)
        {
            bytes[0] = (byte)codePoint;
            return true;
        }

        var rune = new Rune(codePoint);
        return rune.Utf8SequenceLength == bytes.Length && rune.TryEncodeToUtf8(bytes, out _);
    }

    /// <summary>Encodes a text; a lone surrogate becomes U+FFFD.</summary>
    public static byte[] Encode(string text) => Encoding.UTF8.GetBytes(text);

    public static string ToText(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    public static int CountCodePoints(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var value in text)
        {
            count += IsContinuation(value) ? 0 : 1;
        }

        return count;
    }
}
