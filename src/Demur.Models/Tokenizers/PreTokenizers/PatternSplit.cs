using Demur.Models.Tokenizers.Patterns;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.PreTokenizers;

/// <summary>Splits a text at the matches of a pattern.</summary>
internal sealed class PatternSplit(ITextPattern pattern, SplitBehavior behavior, bool invert) : IPreTokenizer
{
    public void Split(Piece piece, List<Piece> output)
    {
        if (behavior == SplitBehavior.Isolated)
        {
            Isolate(piece, output);
            return;
        }

        var matches = MatchList.Find(pattern, piece.Span);
        foreach (var part in Arrange(matches))
        {
            if (part.End > part.Start)
            {
                output.Add(piece.Slice(part.Start, part.End));
            }
        }
    }

    // The usual case, without a list of matches: inverting an isolating split changes nothing.
    private void Isolate(Piece piece, List<Piece> output)
    {
        var text = piece.Span;
        var budget = new MatchBudget(text.Length);
        var covered = 0;
        var from = 0;
        while (from < text.Length && pattern.TryFind(text, from, budget, out var start, out var end))
        {
            if (covered < start)
            {
                output.Add(piece.Slice(covered, start));
            }

            if (start < end)
            {
                output.Add(piece.Slice(start, end));
            }

            covered = end;
            from = start < end ? end : end + (end < text.Length ? Utf8.LengthFromLead(text[end]) : 1);
        }

        if (covered < text.Length)
        {
            output.Add(piece.Slice(covered, text.Length));
        }
    }

    private IEnumerable<TextMatch> Arrange(List<TextMatch> matches)
    {
        var marked = matches.Select(match => match with { IsMatch = match.IsMatch != invert });
        return behavior switch
        {
            SplitBehavior.Removed => marked.Where(match => !match.IsMatch),
            SplitBehavior.Contiguous => Join(marked, (previous, next) => previous == next.IsMatch),
            SplitBehavior.MergedWithPrevious => Join(marked, (previous, next) => next.IsMatch && !previous),
            SplitBehavior.MergedWithNext => Join(marked.Reverse(), (previous, next) => next.IsMatch && !previous).AsEnumerable().Reverse(),
            _ => marked,
        };
    }

    private static List<TextMatch> Join(IEnumerable<TextMatch> matches, Func<bool, TextMatch, bool> joins)
    {
        var joined = new List<TextMatch>();
        var previous = false;
        foreach (var match in matches)
        {
            if (joins(previous, match) && joined.Count > 0)
            {
                var last = joined[^1];
                joined[^1] = last with { Start = Math.Min(last.Start, match.Start), End = Math.Max(last.End, match.End) };
            }
            else
            {
                joined.Add(match);
            }

            previous = match.IsMatch;
        }

        return joined;
    }
}
