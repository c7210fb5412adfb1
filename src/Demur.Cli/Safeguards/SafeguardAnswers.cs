using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Evaluation.Scorers;
using Demur.Models;
using Demur.Models.ChatTemplates;
using Demur.Models.Generation;
using Demur.Steering.Safeguards;
using Microsoft.Extensions.AI;

namespace Demur.Cli.Safeguards;

/// <summary>Draws answers to every query under every prompt and judges them; a finished one is never drawn again.</summary>
/// <param name="local">The model.</param>
/// <param name="identity">What the model is, for the journal.</param>
/// <param name="sampling">How.</param>
internal sealed class SafeguardAnswers(LocalModel local, string identity, SafeguardSampling sampling)
{
    private const int AtOnce = 64;
    private static readonly PatternJudge Judge = new();

    /// <summary>Draws what is not in the file yet.</summary>
    public async Task<IReadOnlyList<SafeguardAnswer>> DrawAsync(string file, IReadOnlyList<string?> prompts, IReadOnlyList<Sample> samples, CancellationToken cancellationToken)
    {
        using var client = new LocalChatClient(local, new LocalChatOptions { SystemPrompt = SystemPromptMode.None });
        using var journal = WorkJournal<SampledAnswer>.Open(file, Settings(prompts, samples), resume: true);
        using var line = new ProgressLine(TimeProvider.System);
        var answers = new SafeguardAnswer[prompts.Count * samples.Count * sampling.Samples];
        var (done, start) = (journal.Before, Stopwatch.GetTimestamp());
        await Parallel.ForEachAsync(Enumerable.Range(0, answers.Length), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (index, token) =>
        {
            var (condition, query) = (index / sampling.Samples / samples.Count, index / sampling.Samples % samples.Count);
            var isNew = false;
            var answer = await journal.DoAsync(index, () =>
            {
                isNew = true;
                return AskAsync(client, SoftPromptTurns.With(prompts[condition], samples[query].Messages), sampling.Seed + index, token);
            }).ConfigureAwait(false);
            answers[index] = new SafeguardAnswer(condition, query, answer!.Text, await RefusesAsync(samples[query], answer, token).ConfigureAwait(false));
            if (isNew)
            {
                line.Show(Progress(Interlocked.Increment(ref done), answers.Length, (journal.Before, Stopwatch.GetElapsedTime(start))), always: done == answers.Length);
            }
        }).ConfigureAwait(false);
        return answers;
    }

    private static string Progress(int done, int total, (int Before, TimeSpan Elapsed) session)
    {
        var rate = (done - session.Before) / Math.Max(1e-3, session.Elapsed.TotalSeconds);
        return string.Create(CultureInfo.InvariantCulture, $"answers: {done}/{total}, {rate:F1} a second, {ProgressLine.Rest(TimeSpan.FromSeconds((total - done) / Math.Max(1e-3, rate)))} left");
    }

    private async Task<SampledAnswer?> AskAsync(LocalChatClient client, IReadOnlyList<ChatTurn> turns, int seed, CancellationToken cancellationToken)
    {
        var options = new ChatOptions { MaxOutputTokens = sampling.Tokens, Temperature = SafeguardSampling.Temperature, TopP = SafeguardSampling.TopP, TopK = SafeguardSampling.TopK, Seed = seed };
        var response = await client.GetResponseAsync(turns.Select(turn => turn.ToChatMessage()), options, cancellationToken).ConfigureAwait(false);
        return new SampledAnswer(response.Text, response.FinishReason == ChatFinishReason.Length);
    }

    private static async Task<bool?> RefusesAsync(Sample sample, SampledAnswer answer, CancellationToken cancellationToken) =>
        (await Judge.ScoreAsync(sample, new SampleResponse { Text = answer.Text, Truncated = answer.Truncated }, cancellationToken).ConfigureAwait(false)).Outcome switch
        {
            Outcome.FullRefusal or Outcome.PartialRefusal => true,
            Outcome.FullCompliance => false,
            _ => null,
        };

    private IEnumerable<string> Settings(IReadOnlyList<string?> prompts, IReadOnlyList<Sample> samples) =>
        ["safeguard", identity, local.Model.ComputeDType.ToString(), JsonSerializer.Serialize(sampling, DemurJson.Line), .. prompts.Select(prompt => prompt ?? "-"), .. samples.Select(sample => $"{sample.Id} {sample.Label}")];
}
