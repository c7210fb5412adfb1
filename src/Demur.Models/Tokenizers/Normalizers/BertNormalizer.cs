using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Normalizers;

/// <summary>BERT's cleaning: control characters, Chinese characters, accents and case.</summary>
internal sealed class BertNormalizer(bool cleanText, bool separateChinese, bool stripAccents, bool lowercase) : INormalizer
{
    private readonly Lowercase _lowercase = new();

    public Piece Normalize(Piece piece)
    {
        piece = cleanText ? Clean(piece) : piece;
        piece = separateChinese ? SeparateChinese(piece) : piece;
        piece = stripAccents ? StripAccents(piece) : piece;
        return lowercase ? _lowercase.Normalize(piece) : piece;
    }

    private static Piece Clean(Piece piece)
    {
        var kept = AlignedText.Filter(piece, codePoint => codePoint is not (0 or 0xFFFD) && !BertCharacters.IsControl(codePoint));
        return AlignedText.Map(kept, (codePoint, output) =>
            output.Add(CharacterClasses.Has(codePoint, CharacterClass.WhiteSpace) ? ' ' : codePoint));
    }

    private static Piece SeparateChinese(Piece piece) => AlignedText.Map(piece, (codePoint, output) =>
    {
        if (BertCharacters.IsChinese(codePoint))
        {
            output.Add(' ');
            output.Add(codePoint);
            output.Add(' ');
        }
        else
        {
            output.Add(codePoint);
        }
    });

    private static Piece StripAccents(Piece piece)
    {
        var decomposed = AlignedText.Transform(piece, Decomposition.Decompose(piece.Span, compatibility: false));
        return AlignedText.Filter(decomposed, codePoint => !BertCharacters.IsMark(codePoint));
    }
}
