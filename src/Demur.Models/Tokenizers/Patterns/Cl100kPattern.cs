using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Patterns;

/// <summary>The pattern of cl100k, Llama 3 and Qwen2 by hand, which differ in how many digits stay together and in trailing white space.</summary>
/// <param name="longestNumber">How many digits stay together.</param>
/// <param name="trailingSpaceFirst">Whether white space at the end of the text is one match even with line breaks in it.</param>
internal sealed class Cl100kPattern(int longestNumber, bool trailingSpaceFirst) : ITextPattern
{
    public const string Llama3Source =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    public const string Qwen2Source =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    public const string Cl100kSource =
        @"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s";

    public bool TryFind(ReadOnlySpan<byte> text, int from, MatchBudget budget, out ByteRange match)
    {
        match = new ByteRange(from, from < text.Length ? EndOfMatch(text, from) : from);
        return from < text.Length;
    }

    private int EndOfMatch(ReadOnlySpan<byte> text, int from)
    {
        if (text[from] == (byte)'\'' && WordScanner.Contraction(text, from, ignoreCase: true) is > 0 and var contraction)
        {
            return from + contraction;
        }

        var kind = CharacterClasses.Of(Utf8.Decode(text, from, out var length));
        if (kind == CharacterClass.Letter)
        {
            return WordScanner.RunOf(text, from, CharacterClass.Letter);
        }

        if (kind == CharacterClass.Number)
        {
            return EndOfNumber(text, from);
        }

        var next = from + length;
        var nextKind = next < text.Length ? CharacterClasses.Of(Utf8.Decode(text, next, out _)) : CharacterClass.WhiteSpace;
        if (nextKind == CharacterClass.Letter && text[from] is not ((byte)'\r' or (byte)'\n'))
        {
            return WordScanner.RunOf(text, next, CharacterClass.Letter);
        }

        if (kind == CharacterClass.WhiteSpace)
        {
            var symbolFollows = text[from] == (byte)' ' && (nextKind & CharacterClass.LetterNumberOrSpace) == 0;
            return symbolFollows ? EndOfSymbols(text, next) : EndOfSpace(text, from);
        }

        return EndOfSymbols(text, from);
    }

    private int EndOfNumber(ReadOnlySpan<byte> text, int from)
    {
        var end = from;
        for (var i = 0; i < longestNumber && end < text.Length; i++)
        {
            if (!CharacterClasses.Has(Utf8.Decode(text, end, out var length), CharacterClass.Number))
            {
                break;
            }

            end += length;
        }

        return end;
    }

    private static int EndOfSymbols(ReadOnlySpan<byte> text, int from)
    {
        var end = WordScanner.RunWithout(text, from, CharacterClass.LetterNumberOrSpace);
        while (end < text.Length && text[end] is (byte)'\r' or (byte)'\n')
        {
            end++;
        }

        return end;
    }

    private int EndOfSpace(ReadOnlySpan<byte> text, int from)
    {
        var end = WordScanner.RunOf(text, from, CharacterClass.WhiteSpace);
        if (trailingSpaceFirst && end == text.Length)
        {
            return end;
        }

        var lineBreak = text[from..end].LastIndexOfAny((byte)'\r', (byte)'\n');
        return lineBreak >= 0 ? from + lineBreak + 1 : WordScanner.WhiteSpace(text, from);
    }
}
