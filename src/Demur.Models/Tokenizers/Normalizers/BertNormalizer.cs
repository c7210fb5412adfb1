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
        return AlignedText.Map(kept, codePoint => CharacterClasses.Has(codePoint, CharacterClass.WhiteSpace) ? ' ' : codePoint);
    }

    private static Piece SeparateChinese(Piece piece)
    {
        var text = piece.Span;
        if (text.IndexOfAnyInRange((byte)0xE3, (byte)0xF4) < 0)
        {
            // None of the leading bytes that Chinese characters begin with.
            return piece;
        }

        var changes = new List<CodePointChange>(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var codePoint = Utf8.Decode(text, i, out var length);
            if (BertCharacters.IsChinese(codePoint))
            {
                changes.Add(new CodePointChange(' ', 0));
                changes.Add(new CodePointChange(codePoint, 1));
                changes.Add(new CodePointChange(' ', 1));
            }
            else
            {
                changes.Add(new CodePointChange(codePoint, 0));
            }

            i += length;
        }

        return AlignedText.Transform(piece, changes);
    }

    private static Piece StripAccents(Piece piece)
    {
        if (System.Text.Ascii.IsValid(piece.Span))
        {
            return piece;
        }

        var decomposed = AlignedText.Transform(piece, Decomposition.Decompose(piece.Span, compatibility: false));
        return AlignedText.Filter(decomposed, codePoint => !BertCharacters.IsMark(codePoint));
    }
}
