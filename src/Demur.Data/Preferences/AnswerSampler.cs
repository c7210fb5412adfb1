using Demur.Abstractions;
using Microsoft.Extensions.AI;

namespace Demur.Data.Preferences;

/// <summary>Draws several answers of a model to one request.</summary>
/// <param name="client">What answers.</param>
/// <param name="options">How many, how warm, how long, and the seed.</param>
public sealed class AnswerSampler(IChatClient client, SamplingOptions options)
{
    /// <summary>Draws the answers, the first one greedily and each other with a seed of its own.</summary>
    /// <param name="prompt">The conversation, the last turn being the user's.</param>
    /// <param name="cancellationToken">Stops the model.</param>
    /// <returns>Different, non-empty answers in the order drawn.</returns>
    public async Task<IReadOnlyList<SampledAnswer>> SampleAsync(IReadOnlyList<ChatTurn> prompt, CancellationToken cancellationToken)
    {
        ChatMessage[] messages = [.. prompt.Select(turn => turn.ToChatMessage())];
        var responses = await Task.WhenAll(Enumerable.Range(0, options.Samples).Select(index => client.GetResponseAsync(
            messages,
            new ChatOptions { MaxOutputTokens = options.Tokens, Temperature = index == 0 ? 0 : (float)options.Temperature, Seed = options.Seed + index },
            cancellationToken))).ConfigureAwait(false);
        return [.. responses
            .Select(response => new SampledAnswer(response.Text.Trim(), response.FinishReason == ChatFinishReason.Length))
            .Where(answer => answer.Text.Length > 0)
            .DistinctBy(answer => answer.Text)];
    }
}
