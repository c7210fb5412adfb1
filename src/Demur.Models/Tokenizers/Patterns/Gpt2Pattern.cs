using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Patterns;

/// <summary>GPT-2's pattern by hand; it matches everywhere, so a search always finds a match where it begins.</summary>
internal sealed class Gpt2Pattern : ITextPattern
{
    public const string Source = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    public bool TryFind(ReadOnlySpan<byte> text, int from, MatchBudget budget, out ByteRange match)
    {
        match = new ByteRange(from, from < text.Length ? EndOfMatch(text, from) : from);
        return from < text.Length;
    }

    private static int EndOfMatch(ReadOnlySpan<byte> text, int from)
    {
        if (text[from] == (byte)'\'' && WordScanner.Contraction(text, from, ignoreCase: false) is > 0 and var length)
        {
            return from + length;
        }

        var body = text[from] == (byte)' ' ? from + 1 : from;
        if (body == text.Length)
        {
            return body;
        }

        var kind = CharacterClasses.Of(Utf8.Decode(text, body, out _));
        return kind switch
        {
            CharacterClass.Letter => WordScanner.RunOf(text, body, CharacterClass.Letter),
            CharacterClass.Number => WordScanner.RunOf(text, body, CharacterClass.Number),
            CharacterClass.WhiteSpace => WordScanner.WhiteSpace(text, from),
            _ => WordScanner.RunWithout(text, body, CharacterClass.LetterNumberOrSpace),
        };
    }
}
