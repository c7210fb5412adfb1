using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Cli.Targets;
using Demur.Data.Own;
using Demur.Evaluation.Scorers;
using Demur.Evaluation.Tasks;
using Demur.Models;
using Microsoft.Extensions.AI;

namespace Demur.Cli.Commands;

/// <summary><c>demur data answers</c>: the published model's own answers to the benign training requests.</summary>
/// <remarks>
/// The model answers greedily; where that answer refuses, says nothing or does not do the task it is sampled a few times with fixed
/// seeds, since the published model turns away some everyday requests itself, loses its thread in others, and neither is to be taught.
/// The first answer that does the task is taken, or else the first that answers at all.
/// </remarks>
internal static class DataAnswersCommand
{
    private const int Resamples = 6;

    private static readonly Option<FileInfo> Out = new("--out") { Description = "The .jsonl file to write.", Required = true };
    private static readonly Option<string> Target = CommonOptions.LocalTarget();
    private static readonly Option<int> Tokens = new Option<int>("--tokens") { Description = "The most tokens of an answer.", DefaultValueFactory = _ => 32 }.Within(1, CommonOptions.MostTokens);
    private static readonly Option<string> DType = CommonOptions.AnsweringDType();

    public static Command Create()
    {
        var command = new Command("answers", "Generate the model's own answers to the benign training requests, which compliant rows are made of.") { Out, Target, Tokens, DType };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var requests = OwnRequests.NeedingAnswers().DistinctBy(request => request.Id).ToArray();
        using var target = LocalTarget.Open(parsed.GetRequiredValue(Target), LocalTarget.AnsweringPlacement(parsed.GetRequiredValue(DType), "cpu"), new LocalChatOptions());
        using var line = new ProgressLine(TimeProvider.System);
        var answers = new OwnAnswer?[requests.Length];
        var done = 0;
        var tokens = parsed.GetValue(Tokens);
        var longestFirst = Enumerable.Range(0, requests.Length).OrderByDescending(index => requests[index].Prompt.Length);
        await Parallel.ForEachAsync(
            longestFirst,
            new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = cancellationToken },
            async (index, token) =>
            {
                answers[index] = await AnswerAsync(target.Client, requests[index], tokens, token).ConfigureAwait(false);
                line.Show(string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref done)}/{requests.Length} answers"));
            }).ConfigureAwait(false);

        var path = parsed.GetRequiredValue(Out).FullName;
        var kept = answers.OfType<OwnAnswer>().ToArray();
        WholeFile.WriteLines(path, kept.Select(answer => JsonSerializer.Serialize(answer, DemurJson.Line)));
        Terminal.Out.WriteLine($"{path}: {kept.Length} answers; {requests.Length - kept.Length} requests were refused or not answered every time and are left out");
        return ExitCodes.Ok;
    }

    private static async Task<OwnAnswer?> AnswerAsync(LocalChatClient client, OwnRequest request, int tokens, CancellationToken cancellationToken)
    {
        var judge = new PatternJudge();
        var sample = new Sample
        {
            Id = request.Id, Messages = request.Messages, Label = SampleLabel.Harmless, Task = request.Task?.Id, Document = request.Document, Form = request.Form, Source = OwnContent.Source, Licence = OwnContent.Licence,
        };
        OwnAnswer? second = null;
        for (var attempt = 0; attempt <= Resamples; attempt++)
        {
            var options = new ChatOptions { MaxOutputTokens = tokens, Temperature = attempt == 0 ? 0 : 0.7f, Seed = attempt };
            var response = await client.GetResponseAsync(request.Messages.Select(turn => turn.ToChatMessage()), options, cancellationToken).ConfigureAwait(false);
            var truncated = response.FinishReason == ChatFinishReason.Length;
            var score = await judge.ScoreAsync(sample, new SampleResponse { Text = response.Text, Truncated = truncated }, cancellationToken).ConfigureAwait(false);
            if (score.Outcome != Outcome.FullCompliance || SpeaksOfItself(response.Text))
            {
                continue;
            }

            var answer = new OwnAnswer(request.Id, response.Text.Trim(), !truncated);
            if (TaskChecks.Check(sample, response.Text) is not { Passed: false })
            {
                return answer;
            }

            second ??= answer;
        }

        return second;
    }

    // "I'm sorry for any confusion, but as a chatbot" begins one in ten of the published model's answers to everyday requests.
    private static bool SpeaksOfItself(string text) =>
        text.Contains("as a chatbot", StringComparison.OrdinalIgnoreCase) || text.Contains("as an AI", StringComparison.OrdinalIgnoreCase);
}
