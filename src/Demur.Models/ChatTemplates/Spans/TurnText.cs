namespace Demur.Models.ChatTemplates.Spans;

/// <summary>Compares the literal text around turns.</summary>
internal static class TurnText
{
    /// <summary>
    /// What two texts begin with in common, cut back to where a special token or word ends when they part in the middle
    /// of one: <c>&lt;|end|&gt;&lt;|user|&gt;</c> and <c>&lt;|end|&gt;&lt;|endoftext|&gt;</c> share <c>&lt;|end|&gt;</c>.
    /// </summary>
    public static string Shared(string left, string right)
    {
        int common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left[..common];
        }

        return left[..(left.AsSpan(0, common).LastIndexOfAny(">] \n\t") + 1)];
    }

    /// <summary>
    /// A text without its end where that is how turns begin: what the conversation opens with, behind the opening token.
    /// </summary>
    public static string WithoutOpener(string text, string conversation, string? openingToken)
    {
        const int LongestOpener = 256;
        bool hasToken = !string.IsNullOrEmpty(openingToken) && conversation.StartsWith(openingToken, StringComparison.Ordinal);
        string opener = hasToken ? conversation[openingToken!.Length..] : conversation;
        for (int start = Math.Max(0, text.Length - LongestOpener); start < text.Length; start++)
        {
            if (opener.AsSpan().StartsWith(text.AsSpan(start)))
            {
                return text[..start];
            }
        }

        return text;
    }

    /// <summary>The part of a closing text that belongs to the turn: the white space after a token is the template's, not the model's.</summary>
    public static string Closing(string tail)
    {
        string trimmed = tail.TrimEnd();
        return trimmed.Length > 0 ? trimmed : tail;
    }
}
