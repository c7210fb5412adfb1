using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Evaluation.Scorers;
using Microsoft.Extensions.AI;

namespace Demur.Cli.Calibration;

/// <summary>Asks a target and says which of its answers refuse.</summary>
internal static class AnswerJudge
{
    private static readonly PatternJudge Judge = new();

    public static Task<IReadOnlyList<(string Text, bool Refused)>> AskAsync(IChatClient client, IReadOnlyList<Sample> samples, (int Tokens, string What) how, CancellationToken cancellationToken)
    {
        return BoundedWork.RunAsync(samples, AnswerAsync, how.What, cancellationToken);

        async Task<(string, bool)> AnswerAsync(Sample sample, CancellationToken token)
        {
            var response = await client.GetResponseAsync(sample.Messages.Select(turn => turn.ToChatMessage()), new ChatOptions { MaxOutputTokens = how.Tokens }, token).ConfigureAwait(false);
            var score = await Judge.ScoreAsync(sample, new SampleResponse { Text = response.Text, Truncated = response.FinishReason == ChatFinishReason.Length }, token).ConfigureAwait(false);
            return (response.Text, score.Outcome is Outcome.FullRefusal or Outcome.PartialRefusal);
        }
    }
}
