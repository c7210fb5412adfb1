using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Normalizers;

/// <summary>Runs several normalisers, each on the text of the one before.</summary>
internal sealed class NormalizerSequence(IReadOnlyList<INormalizer> parts) : INormalizer
{
    public Piece Normalize(Piece piece) => parts.Aggregate(piece, (current, part) => part.Normalize(current));
}
