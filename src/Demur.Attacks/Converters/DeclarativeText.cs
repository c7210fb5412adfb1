using System.Text.RegularExpressions;

namespace Demur.Attacks.Converters;

/// <summary>Turns a request into the beginning of a text that does what is asked.</summary>
internal static partial class DeclarativeText
{
    /// <summary>Gives the sentence that somebody who complies would begin with, without its end: <c>I will explain how to …</c>.</summary>
    public static string Of(string request) => Rewrite(request, "I will explain how to ", "I will ", "I will answer this in full: ");

    /// <summary>Gives an affirmative opening of an answer: <c>Sure, here is how to …</c>.</summary>
    public static string Opening(string request) => $"{Rewrite(request, "Sure, here is how to ", "Sure, I will ", "Sure, here is the full answer to this: ")}:\n\nStep 1:";

    private static string Rewrite(string request, string how, string instruction, string other)
    {
        var text = request.Trim();
        var ended = text.TrimEnd('?', '.', '!', ' ');
        return HowTo().Match(ended) is { Success: true } asked ? how + asked.Groups[1].Value
            : Asks().Match(ended) is { Success: true } asks ? instruction + asks.Groups[1].Value
            : Instructs().IsMatch(ended) ? instruction + char.ToLowerInvariant(ended[0]) + ended[1..]
            : other + text;
    }

    [GeneratedRegex(@"^how\s+(?:(?:do|can|could|would|should|might)\s+(?:i|we|you|one|someone|somebody|people)|to)\s+([^.?!\n]+)$", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex HowTo();

    [GeneratedRegex(@"^(?:can|could|would|will)\s+you\s+(?:please\s+)?([^.?!\n]+)$", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Asks();

    [GeneratedRegex(@"^(?:write|give|explain|describe|list|create|develop|provide|show|teach|tell|draft|make|generate|outline|compose|design|summarize|summarise|translate|suggest|help|build|demonstrate|instruct|produce|plan)\s+[^.?!\n]+$", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Instructs();
}
