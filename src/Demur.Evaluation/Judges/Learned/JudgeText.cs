using Demur.Evaluation.Scorers;

namespace Demur.Evaluation.Judges.Learned;

/// <summary>Makes one spelling of a text for learned judges: lower case, plain quotes and dashes, no markdown marks, single spaces, no reasoning.</summary>
public static class JudgeText
{
    /// <summary>Names the rules, for identities.</summary>
    public const string Version = "judge-text-1";

    /// <summary>The letters of a response that are read from its beginning.</summary>
    public const int HeadLength = 420;

    /// <summary>The letters of a response that are read from its end.</summary>
    public const int TailLength = 160;

    // Marks and runs of spaces go, so more is looked at than is kept.
    private const int Slack = 4;

    /// <summary>Gets the beginning of a text, cut at a word.</summary>
    /// <param name="text">The text as it came.</param>
    /// <param name="length">The most letters.</param>
    public static string Head(string text, int length = HeadLength)
    {
        var shown = TextNormaliser.WithoutReasoning(text).AsSpan().TrimStart();
        return Flatten(shown[..Math.Min(shown.Length, length * Slack)], length);
    }

    /// <summary>Gets the end of a text that is longer than its <see cref="Head"/>, or nothing.</summary>
    /// <param name="text">The text as it came.</param>
    public static string Tail(string text)
    {
        var shown = TextNormaliser.WithoutReasoning(text).AsSpan().Trim();
        return shown.Length <= HeadLength ? "" : Flatten(shown[Math.Max(HeadLength, shown.Length - TailLength)..], TailLength);
    }

    private static string Flatten(ReadOnlySpan<char> span, int length)
    {
        var text = System.Text.Ascii.IsValid(span) ? span : CompatibilityFolding.Fold(span.ToString());
        Span<char> flat = stackalloc char[length];
        var kept = 0;
        foreach (var character in text)
        {
            var plain = Plain(character);
            if (plain == '\0' || (plain == ' ' && (kept == 0 || flat[kept - 1] == ' ')))
            {
                continue;
            }

            if (kept == length)
            {
                // The last word may be cut in two.
                var space = flat.LastIndexOf(' ');
                return new string(space > length / 2 ? flat[..space] : flat);
            }

            flat[kept++] = plain;
        }

        return new string(flat[..kept].TrimEnd(' '));
    }

    private static char Plain(char character) => character switch
    {
        >= 'a' and <= 'z' => character,
        >= 'A' and <= 'Z' => (char)(character | 0x20),
        '*' or '_' or '#' or '`' or '~' or '>' => '\0',
        '\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF' or '\u00AD' or '\uFE0F' => '\0',
        '\u2018' or '\u2019' or '\u201B' or '\u2032' or '\u02BC' or '\u00B4' => '\'',
        '\u201C' or '\u201D' or '\u201E' or '\u2033' or '\u00AB' or '\u00BB' => '"',
        >= '\u2010' and <= '\u2015' or '\u2212' => '-',
        _ when char.IsWhiteSpace(character) || char.IsControl(character) => ' ',
        _ => char.ToLowerInvariant(character),
    };
}
