using System.Text;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Normalizers;

/// <summary>Lower case, one code point at a time.</summary>
internal sealed class Lowercase : INormalizer
{
    private const int CapitalDottedI = 0x130;
    private const int CombiningDot = 0x307;

    public Piece Normalize(Piece piece) =>
        piece.Span.IndexOf("\u0130"u8) < 0 ? AlignedText.Map(piece, ToLower) : NormalizeDottedI(piece);

    private static int ToLower(int codePoint) => codePoint < 0x80
        ? (codePoint is >= 'A' and <= 'Z' ? codePoint | 0x20 : codePoint)
        : Rune.ToLowerInvariant(new Rune(codePoint)).Value;

    // The only code point whose lower case is two.
    private static Piece NormalizeDottedI(Piece piece)
    {
        var changes = new List<CodePointChange>(piece.End - piece.Start);
        var text = piece.Span;
        for (var i = 0; i < text.Length;)
        {
            var codePoint = Utf8.Decode(text, i, out var length);
            changes.Add(new CodePointChange(codePoint == CapitalDottedI ? 'i' : ToLower(codePoint), 0));
            if (codePoint == CapitalDottedI)
            {
                changes.Add(new CodePointChange(CombiningDot, 1));
            }

            i += length;
        }

        return AlignedText.Transform(piece, changes);
    }
}
