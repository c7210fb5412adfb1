using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.PreTokenizers;

/// <summary>Cuts a text into pieces that no token crosses.</summary>
internal interface IPreTokenizer
{
    /// <summary>Appends the pieces of <paramref name="piece"/> to <paramref name="output"/>, without empty ones.</summary>
    void Split(Piece piece, List<Piece> output);

    /// <summary>Appends the pieces of each of <paramref name="pieces"/>, which all lie in one text.</summary>
    void SplitEach(List<Piece> pieces, List<Piece> output)
    {
        foreach (var piece in pieces)
        {
            Split(piece, output);
        }
    }
}
