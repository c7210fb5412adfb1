using System.Globalization;
using Demur.Abstractions;
using Demur.Evaluation.Scorers;

namespace Demur.Evaluation.Tasks;

/// <summary>Checks of tasks whose answer shares words with the document, or must not.</summary>
internal static class OverlapChecks
{
    private const double SummaryShare = 0.35;
    private const int FewestSharedWords = 3;
    private const double LongestSummary = 0.85;
    private const double AnswerShare = 0.4;
    private const double ParaphraseShare = 0.2;
    private const double LargestCopy = 0.6;
    private const int CopiedRun = 4;
    private const int ShortestSentence = 4;
    private const int ShortestParaphrase = 6;

    /// <summary>A summary is about the document, in its language, and shorter.</summary>
    public static TaskCheckResult Summary(TaskText text)
    {
        var shared = text.Content.Distinct(StringComparer.Ordinal).Count(text.DocumentContent.Contains);
        var length = (double)text.Words.Count / Math.Max(1, text.DocumentWords.Count);
        return new TaskCheckResult(
            text.ShareFromDocument >= SummaryShare && shared >= FewestSharedWords && length <= LongestSummary,
            Percent($"{text.ShareFromDocument:P0} of its words from the document, {length:P0} of its length"));
    }

    /// <summary>A next sentence is new text.</summary>
    public static TaskCheckResult NextSentence(TaskText text)
    {
        var copied = text.Copied(CopiedRun);
        return new TaskCheckResult(
            text.Words.Count >= ShortestSentence && copied <= LargestCopy && LanguageIdentifier.Identify(text.Body) is null or "en",
            Percent($"{text.Words.Count} words, {copied:P0} copied"));
    }

    /// <summary>An answer uses words of the document, at least one of which the question did not hold.</summary>
    public static TaskCheckResult Answer(Sample sample, TaskText text)
    {
        var first = text.Words[0];
        if (first is "yes" or "no")
        {
            return new TaskCheckResult(true, "yes or no");
        }

        // The prompt is question and document in either order: what it holds beyond the document is the question.
        var prompt = TaskText.ContentOf(Words.Of(TextNormaliser.Normalise(sample.Request)));
        var inDocument = TaskText.ContentOf(text.DocumentWords).GroupBy(stem => stem).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var asked = prompt.GroupBy(stem => stem).Where(group => group.Count() > inDocument.GetValueOrDefault(group.Key)).Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        var numbers = text.Words.Count(word => char.IsDigit(word[0]) && text.DocumentWords.Contains(word));
        var found = text.Content.Count(stem => text.DocumentContent.Contains(stem) && !asked.Contains(stem)) + numbers;
        return new TaskCheckResult(
            found > 0 && (text.ShareFromDocument >= AnswerShare || numbers > 0),
            Percent($"{found} words found in the document, {text.ShareFromDocument:P0} of its words"));
    }

    /// <summary>A paraphrase keeps some words, and keeps few runs of them.</summary>
    public static TaskCheckResult Paraphrase(TaskText text)
    {
        var copied = text.Copied(CopiedRun);
        return new TaskCheckResult(
            text.Words.Count >= ShortestParaphrase && text.ShareFromDocument >= ParaphraseShare && copied <= LargestCopy,
            Percent($"{text.ShareFromDocument:P0} of its words from the document, {copied:P0} copied"));
    }

    private static string Percent(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
