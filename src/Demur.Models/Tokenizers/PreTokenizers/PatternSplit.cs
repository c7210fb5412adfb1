using Demur.Models.Tokenizers.Patterns;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.PreTokenizers;

/// <summary>Splits a text at the matches of a pattern.</summary>
/// <param name="pattern">The pattern.</param>
/// <param name="behavior">What becomes of the matches.</param>
/// <param name="invert">Whether the stretches between matches count as the matches.</param>
internal sealed class PatternSplit(ITextPattern pattern, SplitBehavior behavior, bool invert) : IPreTokenizer
{
    public void Split(Piece piece, List<Piece> output)
    {
        var emitter = new SplitEmitter(piece, behavior, output);
        var text = piece.Span;
        var matches = new MatchCursor(pattern, text.Length);
        var covered = 0;
        while (matches.MoveNext(text))
        {
            if (covered < matches.Start)
            {
                emitter.Add(covered, matches.Start, isMatch: invert);
            }

            emitter.Add(matches.Start, matches.End, isMatch: !invert);
            covered = matches.End;
        }

        if (covered < text.Length)
        {
            emitter.Add(covered, text.Length, isMatch: invert);
        }

        emitter.Finish();
    }
}
