using Demur.Abstractions;
using Demur.Models.Checkpoints;

namespace Demur.Models.Tokenizers.PostProcessors;

/// <summary>Cuts encodings to a length and keeps what was cut off as overlapping windows.</summary>
internal static class Truncator
{
    private const int MostOverlap = 64;

    /// <summary>Truncates one encoding or a pair, leaving room for tokens still to be added.</summary>
    public static List<EncodingBuilder> Truncate(List<EncodingBuilder> encodings, Truncation limits, int reserved)
    {
        var allowed = Math.Max(0, limits.MaxLength - reserved);
        var total = encodings.Sum(encoding => encoding.Count);
        if (allowed == 0)
        {
            return [.. encodings.Select(encoding => Cut(encoding, 0, limits))];
        }

        if (total <= allowed)
        {
            return encodings;
        }

        if (limits.Strategy == "LongestFirst")
        {
            return CutLongest(encodings, allowed, limits);
        }

        var target = limits.Strategy == "OnlyFirst" ? 0 : 1;
        if (target >= encodings.Count || encodings[target].Count <= total - allowed)
        {
            throw new DemurException(
                $"The text has {total:N0} tokens and the limit is {allowed:N0}, but the strategy {Shown.Name(limits.Strategy)} cannot shorten it that far. Shorten the text.");
        }

        var cut = encodings.ToList();
        cut[target] = Cut(cut[target], cut[target].Count - (total - allowed), limits);
        return cut;
    }

    private static List<EncodingBuilder> CutLongest(List<EncodingBuilder> encodings, int allowed, Truncation limits)
    {
        if (encodings.Count == 1)
        {
            return [Cut(encodings[0], allowed, limits)];
        }

        var swap = encodings[0].Count > encodings[1].Count;
        var shorter = encodings[swap ? 1 : 0].Count;
        var longer = shorter > allowed ? shorter : Math.Max(shorter, allowed - shorter);
        if (shorter + longer > allowed)
        {
            shorter = allowed / 2;
            longer = shorter + (allowed % 2);
        }

        return [Cut(encodings[0], swap ? longer : shorter, limits), Cut(encodings[1], swap ? shorter : longer, limits)];
    }

    private static EncodingBuilder Cut(EncodingBuilder encoding, int length, Truncation limits)
    {
        if (length >= encoding.Count)
        {
            return encoding;
        }

        if (length == 0)
        {
            return new EncodingBuilder { Overflowing = [encoding] };
        }

        if (limits.Stride >= length)
        {
            throw new DemurException(
                $"The truncation stride {limits.Stride} is not below the {length} tokens that fit. Lower 'stride' in tokenizer.json.");
        }

        var step = length - limits.Stride;
        if ((long)encoding.Count / step * length > MostOverlap * (long)encoding.Count + MostOverlap)
        {
            throw new DemurException(
                $"The truncation stride {limits.Stride} of windows of {length} repeats every token more than {MostOverlap} times. Lower 'stride' in tokenizer.json.");
        }

        var windows = Windows(encoding.Count, length, step, limits.Left)
            .Select(window => encoding.Slice(window.Start, window.End))
            .ToList();
        windows[0].Overflowing = windows[1..];
        return windows[0];
    }

    private static IEnumerable<(int Start, int End)> Windows(int count, int length, int step, bool left)
    {
        for (var at = 0; at < count; at += step)
        {
            var (start, end) = left
                ? (Math.Max(0, count - at - length), count - at)
                : (at, Math.Min(at + length, count));
            yield return (start, end);
            if (left ? start == 0 : end == count)
            {
                yield break;
            }
        }
    }
}
