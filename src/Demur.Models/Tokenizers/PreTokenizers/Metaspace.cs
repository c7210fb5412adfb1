using Demur.Models.Tokenizers.Patterns;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.PreTokenizers;

/// <summary>When a visible space is put in front of a piece.</summary>
internal enum PrependScheme
{
    Always,
    First,
    Never,
}

/// <summary>Makes spaces visible and splits before them.</summary>
internal sealed class Metaspace(string replacement, PrependScheme scheme, bool split) : IPreTokenizer
{
    private static readonly LiteralPattern Space = new(" "u8.ToArray());
    private readonly byte[] _replacement = Utf8.Encode(replacement);
    private readonly PatternSplit _split = new(new LiteralPattern(Utf8.Encode(replacement)), SplitBehavior.MergedWithNext, invert: false);

    public void Split(Piece piece, List<Piece> output)
    {
        piece = AlignedText.Replace(piece, Space, _replacement);
        var prepends = scheme == PrependScheme.Always
            || (scheme == PrependScheme.First && piece.Text.OriginalRange(piece.Start, piece.End).Start == 0);
        if (prepends && !piece.Span.StartsWith(_replacement))
        {
            piece = AlignedText.Prepend(piece, _replacement);
        }

        if (split)
        {
            _split.Split(piece, output);
        }
        else
        {
            output.Add(piece);
        }
    }
}
