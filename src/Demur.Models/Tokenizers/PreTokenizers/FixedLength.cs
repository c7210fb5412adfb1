using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.PreTokenizers;

/// <summary>Pieces of a fixed number of code points.</summary>
internal sealed class FixedLength(int length) : IPreTokenizer
{
    public void Split(Piece piece, List<Piece> output)
    {
        var text = piece.Span;
        var start = 0;
        var count = 0;
        for (var i = 0; i < text.Length; i += Utf8.LengthFromLead(text[i]))
        {
            if (count == length)
            {
                output.Add(piece.Slice(start, i));
                start = i;
                count = 0;
            }

            count++;
        }

        output.Add(piece.Slice(start, text.Length));
    }
}
