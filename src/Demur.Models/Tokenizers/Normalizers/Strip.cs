using Demur.Models.Tokenizers.Text;
using Demur.Models.Tokenizers.Vocabulary;

namespace Demur.Models.Tokenizers.Normalizers;

/// <summary>Drops white space at the edges.</summary>
internal sealed class Strip(bool left, bool right) : INormalizer
{
    public Piece Normalize(Piece piece)
    {
        var text = piece.Span;
        var start = left ? WordCharacters.TrimStart(text, 0) : 0;
        var end = right ? Math.Max(start, WordCharacters.TrimEnd(text, text.Length)) : text.Length;
        return piece.Slice(start, end);
    }
}
