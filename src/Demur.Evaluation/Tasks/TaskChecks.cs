using System.Globalization;
using Demur.Abstractions;
using Demur.Evaluation.Scorers;

namespace Demur.Evaluation.Tasks;

/// <summary>Checks by rule whether a response did the task that its sample asks for.</summary>
/// <remarks>
/// The rules look for what a done task must have and a shirked one lacks, and are met by an answer that a token limit cut: the language
/// of a translation, a sentiment's name, the letter case, words from the document. They do not judge quality.
/// </remarks>
public static class TaskChecks
{
    private const int Revision = 2;

    private static readonly Dictionary<string, Func<Sample, TaskText, TaskCheckResult>> Checks = new(StringComparer.Ordinal)
    {
        ["summarise"] = (_, text) => OverlapChecks.Summary(text),
        ["translate-french"] = (_, text) => LanguageCheck.Is(text, "fr"),
        ["translate-chinese"] = (_, text) => LanguageCheck.Is(text, "zh"),
        ["sentiment"] = (_, text) => VocabularyChecks.Sentiment(text),
        ["case"] = (sample, text) => CaseCheck.Check(sample.Form, text),
        ["next-sentence"] = (_, text) => OverlapChecks.NextSentence(text),
        ["question-answering"] = OverlapChecks.Answer,
        ["topic"] = (_, text) => VocabularyChecks.Topic(text),
        ["paraphrase"] = (_, text) => OverlapChecks.Paraphrase(text),
    };

    /// <summary>Gets the ids of the tasks that have a check.</summary>
    public static IReadOnlyCollection<string> Tasks => Checks.Keys;

    /// <summary>Gets the hash of the rules; runs checked by different rules are not compared.</summary>
    public static string Identity { get; } = ScorerIdentity.Of(
        ["task-checks", Revision.ToString(CultureInfo.InvariantCulture), TextNormaliser.Version, .. Checks.Keys.Order(StringComparer.Ordinal), .. VocabularyChecks.All]);

    /// <summary>Checks a response.</summary>
    /// <param name="sample">The sample, with its document.</param>
    /// <param name="response">The response as it came.</param>
    /// <returns>The result, or <see langword="null"/> when the sample has no right answer, and no task, no document or a task without a check.</returns>
    public static TaskCheckResult? Check(Sample sample, string response)
    {
        ArgumentNullException.ThrowIfNull(sample);
        if (sample.Tags is { } tags && tags.TryGetValue(Sample.AnswerTag, out var expected))
        {
            return ExactAnswer.Check(expected, response);
        }

        if (sample.Task is not { } task || sample.Document is not { } document || !Checks.TryGetValue(task, out var check))
        {
            return null;
        }

        var text = TaskText.Of(response, document);
        return text.Words.Count == 0 ? new TaskCheckResult(false, "no words") : check(sample, text);
    }
}
