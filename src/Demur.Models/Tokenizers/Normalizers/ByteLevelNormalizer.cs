using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Normalizers;

/// <summary>Spells every byte with its printable stand-in.</summary>
internal sealed class ByteLevelNormalizer : INormalizer
{
    public Piece Normalize(Piece piece) => AlignedText.SpellBytes(piece);
}
