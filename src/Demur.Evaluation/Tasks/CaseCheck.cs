using System.Globalization;

namespace Demur.Evaluation.Tasks;

/// <summary>The document's words come back in the letter case that was asked for.</summary>
internal static class CaseCheck
{
    private const double FewestOwnWords = 0.5;
    private const double UpperShare = 0.9;
    private const double LowerShare = 0.992;
    private const double TitleShare = 0.8;
    private const int ShortestTitleWord = 4;

    /// <summary>Checks the case; a sample that names no form is content with any change of case.</summary>
    /// <param name="form"><c>upper</c>, <c>lower</c>, <c>title</c> or <see langword="null"/>.</param>
    /// <param name="text">The response.</param>
    public static TaskCheckResult Check(string? form, TaskText text)
    {
        var known = text.DocumentWords.ToHashSet(StringComparer.Ordinal);
        var own = text.Words.Count(known.Contains) / (double)text.Words.Count;
        var (share, needed) = form switch
        {
            "upper" => (Letters(text.Body, char.IsUpper), UpperShare),
            "lower" => (Letters(text.Body, char.IsLower), LowerShare),
            "title" => (TitleWords(text.Body), TitleShare),
            _ => (Math.Max(Letters(text.Body, char.IsUpper), TitleWords(text.Body)), TitleShare),
        };
        return new TaskCheckResult(
            own >= FewestOwnWords && share >= needed,
            string.Create(CultureInfo.InvariantCulture, $"{share:P0} in {form ?? "another"} case, {own:P0} of the words from the document"));
    }

    private static double Letters(string text, Func<char, bool> isRight)
    {
        var cased = text.Where(letter => char.IsUpper(letter) || char.IsLower(letter)).ToArray();
        return cased.Length == 0 ? 0 : (double)cased.Count(isRight) / cased.Length;
    }

    // All capitals is another form, so a title word needs a small letter behind its large one.
    private static double TitleWords(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(word => string.Concat(word.Where(char.IsLetter)))
            .Where(word => word.Length >= ShortestTitleWord)
            .ToArray();
        return words.Length == 0 ? 0 : (double)words.Count(word => char.IsUpper(word[0]) && char.IsLower(word[1])) / words.Length;
    }
}
