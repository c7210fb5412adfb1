using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Patterns;

/// <summary>Matches one code point that satisfies a condition.</summary>
internal sealed class PredicatePattern(Func<int, bool> matches) : ITextPattern
{
    public bool TryFind(ReadOnlySpan<byte> text, int from, MatchBudget budget, out ByteRange match)
    {
        for (var i = from; i < text.Length;)
        {
            var codePoint = Utf8.Decode(text, i, out var length);
            if (matches(codePoint))
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
