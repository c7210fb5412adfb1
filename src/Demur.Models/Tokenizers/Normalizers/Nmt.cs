using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Normalizers;

/// <summary>The cleaning of SentencePiece's <c>nmt</c> rules: control characters go, odd spaces become spaces.</summary>
internal sealed class Nmt : INormalizer
{
    public Piece Normalize(Piece piece)
    {
        var cleaned = AlignedText.Filter(piece, codePoint => codePoint
            is not ((>= 0x1 and <= 0x8) or 0xB or (>= 0xE and <= 0x1F) or 0x7F or 0x8F or 0x9F));
        return AlignedText.Map(cleaned, codePoint => IsSpace(codePoint) ? ' ' : codePoint);
    }

    private static bool IsSpace(int codePoint) => codePoint
        is 0x9 or 0xA or 0xC or 0xD or 0x1680 or (>= 0x200B and <= 0x200F) or 0x2028 or 0x2029 or 0x2581 or 0xFEFF or 0xFFFD;
}
