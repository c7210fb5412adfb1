namespace Demur.Models.ChatTemplates.Jinja.Values;

/// <summary>Keeps lists of origins small and in step with their text.</summary>
internal static class OriginList
{
    /// <summary>What is left of the origins in a part of the text.</summary>
    public static OriginSpan[]? Clip(OriginSpan[]? origins, int start, int length)
    {
        if (origins is null)
        {
            return null;
        }

        var kept = new List<OriginSpan>();
        foreach (var span in origins)
        {
            int from = Math.Max(span.Start, start), to = Math.Min(span.End, start + length);

            // An empty remainder is kept only when the whole part is empty: its place in the output still tells where the text went.
            if (from < to || (from == to && length == 0))
            {
                kept.Add(new OriginSpan(from - start, to - from, span.Origin));
            }
        }

        return kept.Count == 0 ? null : [.. kept];
    }

    /// <summary>Every origin of the text over the whole of a text made from it.</summary>
    public static OriginSpan[]? Spread(OriginSpan[]? origins, int length) =>
        origins is null ? null : [.. origins.Select(span => span.Origin).Distinct().Select(origin => new OriginSpan(0, length, origin))];

    /// <summary>Adds a span behind the others, growing the last one where it continues.</summary>
    public static void Append(List<OriginSpan> origins, OriginSpan span)
    {
        for (int i = origins.Count - 1; i >= 0 && i >= origins.Count - 4; i--)
        {
            if (origins[i].Origin == span.Origin && origins[i].End == span.Start && span.Origin >= 0)
            {
                origins[i] = origins[i] with { Length = origins[i].Length + span.Length };
                return;
            }
        }

        origins.Add(span);
    }
}
