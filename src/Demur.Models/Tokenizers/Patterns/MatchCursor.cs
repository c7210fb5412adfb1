using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Patterns;

/// <summary>Walks through the matches of a pattern in a text, none overlapping another.</summary>
internal struct MatchCursor(ITextPattern pattern, int textLength)
{
    private readonly MatchBudget _budget = new(textLength);
    private int _from;
    private bool _hasMatch;

    public int Start { get; private set; }

    public int End { get; private set; }

    /// <summary>Finds the next match; an empty one right at the end of the match before does not count.</summary>
    public bool MoveNext(ReadOnlySpan<byte> text)
    {
        while (_from <= text.Length && pattern.TryFind(text, _from, _budget, out var match))
        {
            var isEmpty = match.Start == match.End;
            var repeats = isEmpty && _hasMatch && match.Start == End;
            _from = isEmpty ? Step(text, match.End) : match.End;
            if (!repeats)
            {
                (Start, End, _hasMatch) = (match.Start, match.End, true);
                return true;
            }
        }

        return false;
    }

    private static int Step(ReadOnlySpan<byte> text, int index) =>
        index < text.Length ? index + Utf8.LengthFromLead(text[index]) : index + 1;
}
