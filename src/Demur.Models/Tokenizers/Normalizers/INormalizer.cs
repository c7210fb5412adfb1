using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Normalizers;

/// <summary>Rewrites a text before it is split, keeping track of where everything came from.</summary>
internal interface INormalizer
{
    /// <summary>Gives the rewritten piece; the piece itself when nothing changes.</summary>
    Piece Normalize(Piece piece);
}
