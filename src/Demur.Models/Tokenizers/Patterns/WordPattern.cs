using Demur.Models.Tokenizers.Text;
using Demur.Models.Tokenizers.Vocabulary;

namespace Demur.Models.Tokenizers.Patterns;

/// <summary>The pattern <c>\w+|[^\w\s]+</c> by hand.</summary>
internal sealed class WordPattern : ITextPattern
{
    public bool TryFind(ReadOnlySpan<byte> text, int from, MatchBudget budget, out ByteRange match)
    {
        var start = WordScanner.RunOf(text, from, CharacterClass.WhiteSpace);
        var end = start;
        var isWord = start < text.Length && WordCharacters.IsWord(Utf8.Decode(text, start, out _));
        while (end < text.Length)
        {
            var codePoint = Utf8.Decode(text, end, out var length);
            if (WordCharacters.IsWord(codePoint) != isWord || CharacterClasses.Has(codePoint, CharacterClass.WhiteSpace))
            {
                break;
            }

            end += length;
        }

        match = new ByteRange(start, end);
        return start < text.Length;
    }
}
