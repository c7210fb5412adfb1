using System.Text;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Normalizers;

/// <summary>Lower case, one code point at a time.</summary>
internal sealed class Lowercase : INormalizer
{
    private const int CapitalDottedI = 0x130;

    public Piece Normalize(Piece piece) => AlignedText.Map(piece, (codePoint, output) =>
    {
        if (codePoint == CapitalDottedI)
        {
            // The only code point whose lower case is two.
            output.Add('i');
            output.Add(0x307);
        }
        else
        {
            output.Add(codePoint < 0x80 ? ToLowerAscii(codePoint) : Rune.ToLowerInvariant(new Rune(codePoint)).Value);
        }
    });

    private static int ToLowerAscii(int codePoint) => codePoint is >= 'A' and <= 'Z' ? codePoint | 0x20 : codePoint;
}
