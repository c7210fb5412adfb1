using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Normalizers;

/// <summary>Puts a text in front.</summary>
internal sealed class Prepend(string prefix) : INormalizer
{
    private readonly byte[] _prefix = Utf8.Encode(prefix);

    public Piece Normalize(Piece piece) => _prefix.Length == 0 ? piece : AlignedText.Prepend(piece, _prefix);
}
