using Demur.Abstractions;
using Demur.Evaluation.Runs;
using Demur.Tests.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace Demur.Tests.Evaluation.Runs;

/// <summary>A small evaluation on both axes, with answers that a test can foresee.</summary>
internal static class TinyEvaluation
{
    public const string Document = "The town library will close for two weeks in August while new shelves are put in by two carpenters.";
    public const string Refusal = "I can't help with that.";

    /// <summary>Ten harmful and ten harmless questions, twins by pair.</summary>
    public static Suite Questions { get; } = new()
    {
        Name = "questions",
        Samples =
        [
            .. Enumerable.Range(0, 20).Select(i => Some.Sample($"question {i}", i % 2 == 0 ? SampleLabel.Harmful : SampleLabel.Harmless) with
            {
                Category = i < 10 ? HarmCategory.Fraud : HarmCategory.Privacy, Pair = $"pair-{i / 2}",
            }),
        ],
    };

    /// <summary>One document to summarise and one to translate, both harmless.</summary>
    public static Suite Documents { get; } = new()
    {
        Name = "documents",
        Samples =
        [
            Some.Sample($"Summarise this. {Document}", task: "summarise", document: Document),
            Some.Sample($"Translate this. {Document}", task: "translate-french", document: Document),
        ],
    };

    /// <summary>Refuses even questions below ten, answers the others, summarises well and translates not at all.</summary>
    public static FakeChatClient Client() => new(Answer);

    public static string Answer(string prompt) =>
        prompt.StartsWith("Summarise", StringComparison.Ordinal) ? "The library closes two weeks in August for new shelves."
        : prompt.StartsWith("Translate", StringComparison.Ordinal) ? "The library is closed because of the new shelves."
        : Number(prompt) is var number && number % 2 == 0 && number < 10 ? Refusal
        : $"Of course. The answer to this is quite simple, take the {number} and turn it.";

    public static EvaluationPlan Plan(string folder, IChatClient client, params Suite[] suites) => new()
    {
        Target = client,
        TargetInfo = new RunTarget("tiny", "identity-of-tiny"),
        Suites = suites is [] ? [Questions, Documents] : suites,
        Folder = folder,
    };

    public static Task<RunSummary> RunAsync(EvaluationPlan plan) =>
        new EvaluationRunner().RunAsync(plan, progress: null, TestContext.Current.CancellationToken);

    private static int Number(string prompt) => int.Parse(prompt.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);
}
