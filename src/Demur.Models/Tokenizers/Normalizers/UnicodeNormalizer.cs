using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Normalizers;

/// <summary>NFC, NFD, NFKC and NFKD.</summary>
internal sealed class UnicodeNormalizer(bool compatibility, bool compose) : INormalizer
{
    public Piece Normalize(Piece piece)
    {
        if (IsUnaffected(piece.Span))
        {
            return piece;
        }

        var decomposed = Decomposition.Decompose(piece.Span, compatibility);
        return AlignedText.Transform(piece, compose ? Recomposition.Compose(decomposed) : decomposed);
    }

    // The characters that most texts consist of and that NFC leaves alone whatever their neighbours are.
    private bool IsUnaffected(ReadOnlySpan<byte> text)
    {
        if (System.Text.Ascii.IsValid(text))
        {
            return true;
        }

        if (compatibility || !compose)
        {
            return false;
        }

        for (var i = 0; i < text.Length;)
        {
            var isStable = Utf8.Decode(text, i, out var length) is < 0x300 or (>= 0x2010 and <= 0x2027)
                or (>= 0x3041 and <= 0x3093) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0x1F300 and <= 0x1FAFF);
            if (!isStable)
            {
                return false;
            }

            i += length;
        }

        return true;
    }
}
