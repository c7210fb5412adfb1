namespace Demur.Models.ChatTemplates;

/// <summary>A part of a rendered text, in UTF-16 characters as .NET counts them.</summary>
/// <param name="Start">The first character.</param>
/// <param name="Length">How many characters.</param>
public readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>Gets the position after the last character.</summary>
    public int End => Start + Length;

    /// <summary>The part of <paramref name="text"/> that the span covers.</summary>
    /// <param name="text">The text the span was found in.</param>
    public string Of(string text) => text.Substring(Start, Length);

    /// <summary>Makes a span from its two ends.</summary>
    internal static TextSpan Between(int start, int end) => new(start, end - start);
}
