using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.PreTokenizers;

/// <summary>Runs several splits, each on the pieces of the one before.</summary>
internal sealed class PreTokenizerSequence(IReadOnlyList<IPreTokenizer> parts) : IPreTokenizer
{
    public IReadOnlyList<IPreTokenizer> Parts => parts;

    public void Split(Piece piece, List<Piece> output)
    {
        var current = new List<Piece> { piece };
        for (var i = 0; i < parts.Count; i++)
        {
            var next = i == parts.Count - 1 ? output : [];
            parts[i].SplitEach(current, next);
            current = next;
        }

        if (parts.Count == 0)
        {
            output.Add(piece);
        }
    }
}
