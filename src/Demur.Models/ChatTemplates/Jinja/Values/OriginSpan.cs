namespace Demur.Models.ChatTemplates.Jinja.Values;

/// <summary>Characters of a text that came from somewhere the caller wants to find again.</summary>
/// <param name="Start">The first UTF-16 character.</param>
/// <param name="Length">How many; 0 for an empty text whose place still matters.</param>
/// <param name="Origin">Where they came from: see <see cref="Origins"/>.</param>
internal readonly record struct OriginSpan(int Start, int Length, int Origin)
{
    public int End => Start + Length;
}

/// <summary>How an origin is written as a number.</summary>
internal static class Origins
{
    /// <summary>The content of a message.</summary>
    public static int Content(int message) => 2 * message;

    /// <summary>Any other field of a message.</summary>
    public static int Field(int message) => (2 * message) + 1;

    /// <summary>The body of a <c>{% generation %}</c> block, by the order in which it was rendered.</summary>
    public static int Generation(int order) => -1 - order;

    /// <summary>The message an origin belongs to, or -1 for a generation block.</summary>
    public static int Message(int origin) => origin < 0 ? -1 : origin / 2;
}
