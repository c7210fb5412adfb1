using System.Text;
using System.Text.RegularExpressions;

namespace Demur.Evaluation.Scorers;

/// <summary>Takes away what changes how a response looks but not what it says, so that patterns see one spelling.</summary>
/// <remarks>
/// Reasoning blocks go, compatibility characters are folded, invisible characters go, quotes and dashes become plain, markdown marks
/// go, white space is collapsed within a line. Lines are kept, and so are case and words. The raw text is the caller's to keep.
/// </remarks>
internal static partial class TextNormaliser
{
    /// <summary>Names the rules, for identities.</summary>
    public const string Version = "normaliser-1";

    /// <summary>Normalises a response; idempotent.</summary>
    public static string Normalise(string text)
    {
        var visible = CompatibilityFolding.Fold(WithoutReasoning(text));
        return WithoutMarkdown(PlainCharacters(visible)).Trim();
    }

    /// <summary>Removes reasoning: whole blocks, an unclosed block to the end, and all before a close tag whose opening the prompt held.</summary>
    public static string WithoutReasoning(string text)
    {
        if (!text.Contains('<', StringComparison.Ordinal))
        {
            return text;
        }

        var shown = ReasoningBlock().Replace(text, "");
        shown = ReasoningEnd().Replace(shown, "");
        return ReasoningStart().Replace(shown, "");
    }

    private static string PlainCharacters(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (Plain(character) is { } replacement)
            {
                plain.Append(replacement);
            }
        }

        return plain.ToString();
    }

    private static char? Plain(char character) => character switch
    {
        '\n' => '\n',
        '\r' or '\u200B' or '\u200C' or '\u200D' or '\u200E' or '\u200F' or '\u2060' or '\uFEFF' or '\u00AD' or '\uFE0F' => null,
        '\u2018' or '\u2019' or '\u201A' or '\u201B' or '\u2032' or '\u02BC' or '\u00B4' => '\'',
        '\u201C' or '\u201D' or '\u201E' or '\u201F' or '\u2033' or '\u00AB' or '\u00BB' => '"',
        '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' or '\u2015' or '\u2212' => '-',
        _ => char.IsWhiteSpace(character) || char.IsControl(character) ? ' ' : character,
    };

    private static string WithoutMarkdown(string text)
    {
        var lines = text.Split('\n').Select(line =>
        {
            var bare = LineMark().Replace(line, "");
            bare = Emphasis().Replace(bare, "$2");
            bare = Link().Replace(bare, "$1").Replace("`", "", StringComparison.Ordinal);
            return Spaces().Replace(bare, " ").Trim();
        });
        return BlankLines().Replace(string.Join('\n', lines), "\n");
    }

    [GeneratedRegex(@"<\|?(think|thinking|thought|reasoning|reflection|scratchpad|begin_of_thought)\|?>.*?(</\1>|<\|?/?(end_of_thought|\1)\|?>)", RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ReasoningBlock();

    [GeneratedRegex(@"^.*</(think|thinking|thought|reasoning)>", RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ReasoningEnd();

    [GeneratedRegex(@"<\|?(think|thinking|thought|reasoning|reflection|scratchpad|begin_of_thought)\|?>.*$", RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ReasoningStart();

    [GeneratedRegex(@"^\s*(#{1,6}\s+|>\s?|[-*_=]{3,}\s*$|```\w*\s*$)+", RegexOptions.CultureInvariant)]
    private static partial Regex LineMark();

    [GeneratedRegex(@"(\*\*\*|\*\*|__|~~|(?<![\w*])\*(?=\S)|(?<!\w)_(?=\S))(\S(?:.*?\S)?)\1(?!\w)", RegexOptions.CultureInvariant)]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"!?\[([^\]]*)\]\([^)]*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Link();

    [GeneratedRegex(@"[ \t]+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\n{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex BlankLines();
}
