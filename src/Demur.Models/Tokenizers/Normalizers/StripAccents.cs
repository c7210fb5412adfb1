using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Normalizers;

/// <summary>Drops combining marks of a text that is decomposed already.</summary>
internal sealed class StripAccents : INormalizer
{
    public Piece Normalize(Piece piece) =>
        AlignedText.Filter(piece, codePoint => !BertCharacters.IsAnyMark(codePoint));
}
