using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Patterns;

/// <summary>A stretch of text that a pattern matched, or one between two matches.</summary>
internal readonly record struct TextMatch(int Start, int End, bool IsMatch);

/// <summary>Covers a whole text with matches and what lies between them.</summary>
internal static class MatchList
{
    public static List<TextMatch> Find(ITextPattern pattern, ReadOnlySpan<byte> text)
    {
        var found = new List<TextMatch>();
        var budget = new MatchBudget(text.Length);
        var covered = 0;
        var from = 0;
        while (from <= text.Length && pattern.TryFind(text, from, budget, out var start, out var end))
        {
            // An empty match right at the end of the match before it is not one.
            if (start == end && start == covered && found.Count > 0 && found[^1].IsMatch)
            {
                from = Step(text, end);
                continue;
            }

            if (covered < start)
            {
                found.Add(new TextMatch(covered, start, false));
            }

            found.Add(new TextMatch(start, end, true));
            covered = end;
            from = start == end ? Step(text, end) : end;
        }

        if (covered < text.Length)
        {
            found.Add(new TextMatch(covered, text.Length, false));
        }

        return found;
    }

    private static int Step(ReadOnlySpan<byte> text, int index)
    {
        if (index >= text.Length)
        {
            return index + 1;
        }

        Utf8.Decode(text, index, out var length);
        return index + length;
    }
}
