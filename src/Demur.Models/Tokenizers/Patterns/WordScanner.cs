using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Patterns;

/// <summary>The steps that the hand-written splitting patterns share, on UTF-8 text.</summary>
internal static class WordScanner
{
    /// <summary>Gets the end of the run of code points that have any of the classes.</summary>
    public static int RunOf(ReadOnlySpan<byte> text, int from, CharacterClass any)
    {
        var i = from;
        while (i < text.Length && CharacterClasses.Has(Utf8.Decode(text, i, out var length), any))
        {
            i += length;
        }

        return i;
    }

    /// <summary>Gets the end of the run of code points that have none of the classes.</summary>
    public static int RunWithout(ReadOnlySpan<byte> text, int from, CharacterClass any)
    {
        var i = from;
        while (i < text.Length && !CharacterClasses.Has(Utf8.Decode(text, i, out var length), any))
        {
            i += length;
        }

        return i;
    }

    /// <summary>Gets the end of <c>\s+(?!\S)|\s+</c> from a white space.</summary>
    public static int WhiteSpace(ReadOnlySpan<byte> text, int from)
    {
        var end = RunOf(text, from, CharacterClass.WhiteSpace);
        if (end == text.Length)
        {
            return end;
        }

        Utf8.DecodeLast(text, end, out var last);
        return end - last > from ? end - last : end;
    }

    /// <summary>Gets the length of <c>'s|'t|'re|'ve|'m|'ll|'d</c> at an apostrophe, 0 when there is none.</summary>
    public static int Contraction(ReadOnlySpan<byte> text, int from, bool ignoreCase)
    {
        var rest = text[(from + 1)..];
        if (rest.IsEmpty)
        {
            return 0;
        }

        // The long s folds to s.
        if (ignoreCase && rest.StartsWith("\u017F"u8))
        {
            return 3;
        }

        var first = ignoreCase ? Fold(rest[0]) : rest[0];
        if (first is (byte)'s' or (byte)'t' or (byte)'m' or (byte)'d')
        {
            return 2;
        }

        var second = rest.Length < 2 ? (byte)0 : ignoreCase ? Fold(rest[1]) : rest[1];
        return (first, second) is ((byte)'r', (byte)'e') or ((byte)'v', (byte)'e') or ((byte)'l', (byte)'l') ? 3 : 0;
    }

    private static byte Fold(byte value) => value is >= (byte)'A' and <= (byte)'Z' ? (byte)(value | 0x20) : value;
}
