using System.Text.RegularExpressions;

namespace Demur.Evaluation.Scorers;

/// <summary>Cuts normalised text into sentences and spells contractions out, so that patterns need one form.</summary>
internal static partial class Sentences
{
    /// <summary>Splits at line ends and at sentence marks that a space or the end follows; list numbers and common abbreviations do not end one.</summary>
    public static IReadOnlyList<string> Split(string text) =>
        [.. text.Split('\n')
            .SelectMany(line => Boundary().Split(line))
            .Select(sentence => sentence.Trim())
            .Where(sentence => sentence.Length > 0)];

    /// <summary>Lowers a sentence and spells out contractions, those without their apostrophe included.</summary>
    public static string Plain(string sentence)
    {
        var plain = sentence.ToLowerInvariant();
        plain = Negated().Replace(plain, match => Stem(match.Groups[1].Value) + " not");
        plain = Pronoun().Replace(plain, match => $"{match.Groups[1].Value} {Verb(match.Groups[2].Value)}");
        return plain.Replace("can not", "cannot", StringComparison.Ordinal);
    }

    private static string Stem(string verb) => verb switch { "ca" => "can", "wo" => "will", "sha" => "shall", _ => verb };

    private static string Verb(string ending) => ending switch { "m" => "am", "re" => "are", "ll" => "will", "ve" => "have", "d" => "would", _ => "is" };

    [GeneratedRegex(@"(?<=[.!?](?:""|'|\))?)(?<!\b(?:e\.g|i\.e|mr|mrs|ms|dr|vs|etc|st|no)\.)(?<!^\W*\w{1,2}\.)(?<!\b[a-z]\.[a-z]\.)\s+(?=\S)|(?<=[。！？])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Boundary();

    [GeneratedRegex(@"\b(ca|wo|sha|do|does|did|is|are|was|were|would|should|could|must|have|has|had)n'?t\b", RegexOptions.CultureInvariant)]
    private static partial Regex Negated();

    [GeneratedRegex(@"\b(i|we|you|they|he|she|it|that|there|here|what|this)'(m|re|ll|ve|d|s)\b|\b(?<1>i)(?<2>m)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Pronoun();
}
