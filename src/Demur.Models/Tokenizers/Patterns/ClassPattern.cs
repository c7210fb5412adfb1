using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Patterns;

/// <summary>Matches one code point of a class.</summary>
internal sealed class ClassPattern(CharacterClass any) : ITextPattern
{
    public bool TryFind(ReadOnlySpan<byte> text, int from, MatchBudget budget, out ByteRange match)
    {
        for (var i = from; i < text.Length;)
        {
            var codePoint = Utf8.Decode(text, i, out var length);
            if (CharacterClasses.Has(codePoint, any))
            {
                match = new ByteRange(i, i + length);
                return true;
            }

            i += length;
        }

        match = default;
        return false;
    }
}
