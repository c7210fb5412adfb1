using Demur.Abstractions;
using Demur.Evaluation.Engine;
using Demur.Evaluation.Targets;
using Demur.Evaluation.Tasks;
using Microsoft.Extensions.AI;

namespace Demur.Evaluation.Runs;

/// <summary>Measures one sample: generates and scores an answer, or reads log-probabilities.</summary>
internal sealed class SampleMeasure(EvaluationPlan plan, IChatClient target, TimeProvider time)
{
    private const string NoLogProbabilities = "the target gives no log-probabilities";

    private readonly IContinuationScorer? _continuations = target.GetService(typeof(IContinuationScorer)) as IContinuationScorer;
    private readonly bool _showsFirstToken = target.GetService(typeof(OpenAiChatClient)) is not null;

    /// <summary>Measures a sample by its suite's kind; a failure becomes a response with its error, cancelling throws.</summary>
    public async Task<ResponseRecord> MeasureAsync(Suite suite, int index, CancellationToken cancellationToken)
    {
        var sample = suite.Samples[index];
        var start = time.GetTimestamp();
        var response = new ResponseRecord { Suite = suite.Name, Index = index, Id = sample.Id };
        try
        {
            response = suite.Kind switch
            {
                SuiteKind.MultipleChoice => await ChooseAsync(sample, response, cancellationToken).ConfigureAwait(false),
                SuiteKind.CrossEntropy => await ReadAsync(sample, response, cancellationToken).ConfigureAwait(false),
                _ => await GenerateAsync(suite, sample, response, cancellationToken).ConfigureAwait(false),
            };
        }
        catch (TargetException failure) when (failure.Kind != FailureKind.Budget)
        {
            response = response with { Error = failure.Message, ErrorKind = failure.Kind, Attempts = failure.FailedAttempts.Count, FailedAttempts = failure.FailedAttempts };
        }
        catch (Exception failure) when (failure is not TargetException && !cancellationToken.IsCancellationRequested)
        {
            // Whatever a target throws is this sample's result and not the run's end.
            response = response with { Error = TargetException.Describe(failure), ErrorKind = FailureKind.Other };
        }

        if (suite.Kind == SuiteKind.Generation)
        {
            response = await ScoreAsync(plan.Scorers, sample, response, cancellationToken).ConfigureAwait(false);
        }

        return response with { Seconds = Math.Round(time.GetElapsedTime(start).TotalSeconds, 4) };
    }

    /// <summary>Lets scorers and the task check judge a stored answer, replacing verdicts of the same names.</summary>
    public static async Task<ResponseRecord> ScoreAsync(
        IReadOnlyList<IScorer> scorers, Sample sample, ResponseRecord response, CancellationToken cancellationToken)
    {
        var scores = new Dictionary<string, StoredScore>(response.Scores ?? new Dictionary<string, StoredScore>(), StringComparer.Ordinal);
        foreach (var scorer in scorers)
        {
            scores[scorer.Name] = StoredScore.Of(await scorer.ScoreAsync(sample, response.ToResponse(), cancellationToken).ConfigureAwait(false));
        }

        return response with { Scores = scores, Check = response.Text is { } text ? TaskChecks.Check(sample, text) : null };
    }

    private async Task<ResponseRecord> GenerateAsync(Suite suite, Sample sample, ResponseRecord response, CancellationToken cancellationToken)
    {
        var decoding = plan.Decoding;
        var messages = WithSystemPrompt(sample.Messages);

        if (!string.IsNullOrEmpty(decoding.Prefill))
        {
            messages.Add(new ChatMessage(ChatRole.Assistant, decoding.Prefill));
        }

        var options = new ChatOptions
        {
            MaxOutputTokens = suite.MaxNewTokens,
            Temperature = decoding.Temperature,
            TopP = decoding.TopP,
            TopK = decoding.TopK,
            Seed = plan.Seed + SuiteEpochs.EpochOf(sample) - 1,
        };
        if (sample.Raw)
        {
            RawCompletion.Ask(options);
        }

        var answer = await target.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        return Counted(response, answer) with
        {
            Text = answer.Text,
            Truncated = answer.FinishReason == ChatFinishReason.Length,
            Blocked = answer.FinishReason == ChatFinishReason.ContentFilter,
        };
    }

    private List<ChatMessage> WithSystemPrompt(IEnumerable<ChatTurn> turns)
    {
        List<ChatMessage> messages = [.. turns.Select(turn => turn.ToChatMessage())];
        if (!string.IsNullOrEmpty(plan.Decoding.SystemPrompt))
        {
            messages.Insert(0, new ChatMessage(ChatRole.System, plan.Decoding.SystemPrompt));
        }

        return messages;
    }

    private static ResponseRecord Counted(ResponseRecord response, ChatResponse answer) => response with
    {
        Tokens = (int?)answer.Usage?.OutputTokenCount,
        InputTokens = (int?)answer.Usage?.InputTokenCount,
        Cached = answer.IsCached(),
        Attempts = answer.FailedAttempts().Count + (answer.IsCached() ? 0 : 1),
        FailedAttempts = answer.FailedAttempts() is { Count: > 0 } failed ? failed : null,
    };

    private async Task<ResponseRecord> ChooseAsync(Sample sample, ResponseRecord response, CancellationToken cancellationToken)
    {
        if (sample.Choices is not { Count: > 0 } choices)
        {
            return response with { ErrorKind = FailureKind.Request, Error = "the sample has no choices" };
        }

        if (_continuations is null)
        {
            return _showsFirstToken
                ? await ChooseLetterAsync(sample, choices, response, cancellationToken).ConfigureAwait(false)
                : response with { ErrorKind = FailureKind.Request, Error = NoLogProbabilities };
        }

        var scores = await _continuations.ScoreContinuationsAsync(sample.Messages, choices, cancellationToken).ConfigureAwait(false);
        var likeliest = Enumerable.Range(0, scores.Count).MaxBy(choice => scores[choice].LogProbability / Math.Max(1, scores[choice].Tokens));
        return response with { Choice = likeliest, LogProbabilities = [.. scores.Select(score => Math.Round(score.LogProbability, 5))] };
    }

    private async Task<ResponseRecord> ChooseLetterAsync(Sample sample, IReadOnlyList<string> choices, ResponseRecord response, CancellationToken cancellationToken)
    {
        var answer = await target.GetResponseAsync(
            WithSystemPrompt(LetteredChoices.Ask(sample.Messages, choices)), new ChatOptions { MaxOutputTokens = 1, Temperature = 0 }.AskFirstToken(), cancellationToken).ConfigureAwait(false);
        response = Counted(response, answer);
        if (answer.FirstToken() is not { } firstToken)
        {
            return response with { ErrorKind = FailureKind.Request, Error = NoLogProbabilities };
        }

        return LetteredChoices.Read(firstToken, choices.Count) is { } odds
            ? response with { Choice = Array.IndexOf(odds, odds.Max()), LogProbabilities = [.. odds.Select(odd => Math.Round(odd, 5))] }
            : response with { ErrorKind = FailureKind.Unreadable, Error = $"no choice's letter is among the {firstToken.Count} likeliest first tokens" };
    }

    private async Task<ResponseRecord> ReadAsync(Sample sample, ResponseRecord response, CancellationToken cancellationToken)
    {
        if (_continuations is null)
        {
            return response with { Error = NoLogProbabilities, ErrorKind = FailureKind.Request };
        }

        var scores = await _continuations.ScoreTextsAsync([sample.Document ?? sample.Messages[^1].Content], cancellationToken).ConfigureAwait(false);
        return response with { Nats = Math.Round(-scores[0].LogProbability, 5), Tokens = scores[0].Tokens };
    }
}
