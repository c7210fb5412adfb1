using Demur.Models.Tokenizers.Patterns;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Decoders;

/// <summary>Replaces every match of a pattern in each part.</summary>
internal sealed class ReplaceDecoder(ITextPattern pattern, byte[] content) : IDecoder
{
    public List<string> Decode(List<string> tokens) => [.. tokens.Select(token =>
    {
        var piece = Piece.Whole(new NormalizedText(Utf8.Encode(token)));
        return Utf8.ToText(AlignedText.Replace(piece, pattern, content).Span);
    })];
}
