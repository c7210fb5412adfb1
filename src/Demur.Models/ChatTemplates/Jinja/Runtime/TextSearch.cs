namespace Demur.Models.ChatTemplates.Jinja.Runtime;

/// <summary>Finds a text in a text in linear time: a search that backtracks could be made to take hours by a template.</summary>
internal static class TextSearch
{
    // Below this the vectorised search of .NET cannot do more than 16 comparisons a character.
    private const int ShortNeedle = 16;

    /// <summary>The first position at or after <paramref name="from"/>, or -1.</summary>
    public static int Find(RenderState state, string text, string part, int from)
    {
        if (part.Length > text.Length - from)
        {
            return -1;
        }

        int found = part.Length <= ShortNeedle
            ? text.IndexOf(part, from, StringComparison.Ordinal)
            : FindLong(state, text, part, from);
        state.StepThrough((found < 0 ? text.Length : found) - from);
        return found;
    }

    /// <summary>The last position that ends at or before <paramref name="end"/>, or -1.</summary>
    public static int FindLast(RenderState state, string text, string part, int end)
    {
        int last = -1;
        if (part.Length <= ShortNeedle)
        {
            last = text.AsSpan(0, end).LastIndexOf(part.AsSpan());
            state.StepThrough(end - Math.Max(last, 0));
            return last;
        }

        for (int at = 0; (at = Find(state, text, part, at)) >= 0 && at + part.Length <= end; at++)
        {
            last = at;
        }

        return last;
    }

    /// <summary>Knuth, Morris and Pratt's search.</summary>
    private static int FindLong(RenderState state, string text, string part, int from)
    {
        // Most searches end at the first place where the opening characters occur, if at all.
        int start = text.IndexOf(part[..ShortNeedle], from, StringComparison.Ordinal);
        if (start < 0 || string.CompareOrdinal(text, start, part, 0, part.Length) == 0)
        {
            return start;
        }

        state.Allocate(4L * part.Length);
        state.StepThrough(part.Length);
        int[] fallback = Fallback(part);
        int matched = 0;
        for (int i = start; i < text.Length; i++)
        {
            while (matched > 0 && text[i] != part[matched])
            {
                matched = fallback[matched - 1];
            }

            matched += text[i] == part[matched] ? 1 : 0;
            if (matched == part.Length)
            {
                return i - matched + 1;
            }
        }

        return -1;
    }

    private static int[] Fallback(string part)
    {
        int[] fallback = new int[part.Length];
        for (int i = 1, matched = 0; i < part.Length; i++)
        {
            while (matched > 0 && part[i] != part[matched])
            {
                matched = fallback[matched - 1];
            }

            matched += part[i] == part[matched] ? 1 : 0;
            fallback[i] = matched;
        }

        return fallback;
    }
}
