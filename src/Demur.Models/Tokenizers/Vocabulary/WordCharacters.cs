using System.Globalization;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Vocabulary;

/// <summary>White space and word characters (Unicode's <c>\w</c>) at the edges of a text.</summary>
internal static class WordCharacters
{
    public static bool IsWord(int codePoint) =>
        CharacterClasses.Has(codePoint, CharacterClass.Letter | CharacterClass.Mark)
        || CharUnicodeInfo.GetUnicodeCategory(codePoint) is UnicodeCategory.DecimalDigitNumber
            or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation
        || codePoint is 0x200C or 0x200D or (>= 0x24B6 and <= 0x24E9)
            or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189);

    public static bool StartsWithWord(ReadOnlySpan<byte> text) => !text.IsEmpty && IsWord(Utf8.Decode(text, 0, out _));

    public static bool EndsWithWord(ReadOnlySpan<byte> text) => !text.IsEmpty && IsWord(Utf8.DecodeLast(text, text.Length, out _));

    /// <summary>Gets where the white space before <paramref name="end"/> begins, at <paramref name="least"/> at the earliest.</summary>
    public static int TrimEnd(ReadOnlySpan<byte> text, int end, int least = 0)
    {
        while (end > least && CharacterClasses.Has(Utf8.DecodeLast(text, end, out var length), CharacterClass.WhiteSpace))
        {
            end -= length;
        }

        return end;
    }

    /// <summary>Gets where the white space from <paramref name="start"/> on ends.</summary>
    public static int TrimStart(ReadOnlySpan<byte> text, int start) => Patterns.WordScanner.RunOf(text, start, CharacterClass.WhiteSpace);
}
