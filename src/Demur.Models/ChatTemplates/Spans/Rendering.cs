using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Spans;

/// <summary>One rendering whose characters know which message they came from.</summary>
internal sealed class Rendering(StringValue traced)
{
    public string Text { get; } = traced.Text;

    public IReadOnlyList<OriginSpan> Origins { get; } = traced.Origins ?? [];

    /// <summary>From the first to the last character that came from the message, or <see langword="null"/> when none did.</summary>
    public TextSpan? Hull(int message) => Hull(span => Jinja.Values.Origins.Message(span.Origin) == message);

    /// <summary>From the first to the last character of the message's content alone.</summary>
    public TextSpan? ContentHull(int message) => Hull(span => span.Origin == Jinja.Values.Origins.Content(message));

    /// <summary>The same text without a part of it.</summary>
    public StringValue Without(TextSpan cut)
    {
        var kept = Origins.Where(span => span.End <= cut.Start || span.Start >= cut.End)
            .Select(span => span.Start >= cut.End ? span with { Start = span.Start - cut.Length } : span);
        return new StringValue(Text.Remove(cut.Start, cut.Length), isMarkup: false, [.. kept]);
    }

    private TextSpan? Hull(Func<OriginSpan, bool> isWanted)
    {
        int start = int.MaxValue, end = -1;
        foreach (var span in Origins.Where(isWanted))
        {
            start = Math.Min(start, span.Start);
            end = Math.Max(end, span.End);
        }

        return end < 0 ? null : TextSpan.Between(start, end);
    }
}
