using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Normalizers;

/// <summary>Puts a text in front.</summary>
internal sealed class Prepend(string prefix) : INormalizer
{
    public Piece Normalize(Piece piece) => prefix.Length == 0 ? piece : AlignedText.Prepend(piece, prefix);
}
