using Demur.Models.Tokenizers.Patterns;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Normalizers;

/// <summary>Replaces every match of a pattern.</summary>
internal sealed class Replace(ITextPattern pattern, byte[] content) : INormalizer
{
    public Piece Normalize(Piece piece) => AlignedText.Replace(piece, pattern, content);
}
