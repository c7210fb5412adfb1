using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Demur.Models;

/// <summary>Refuses a request when the model's refusal log-odds at the first token of its answer lie above a threshold.</summary>
/// <remarks>The model reads the request once more for that. An error of the model propagates, and nothing is answered.</remarks>
/// <param name="innerClient">The model.</param>
/// <param name="threshold">Tokens, log-odds and the refusal.</param>
public sealed class RefusalThresholdChatClient(LocalChatClient innerClient, RefusalThreshold threshold) : DelegatingChatClient(innerClient)
{
    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> conversation = [.. messages];
        return await IsAboveAsync(conversation, options, cancellationToken).ConfigureAwait(false)
            ? new ChatResponse(new ChatMessage(ChatRole.Assistant, threshold.Refusal)) { FinishReason = ChatFinishReason.Stop }
            : await base.GetResponseAsync(conversation, options, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> conversation = [.. messages];
        if (await IsAboveAsync(conversation, options, cancellationToken).ConfigureAwait(false))
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, threshold.Refusal) { FinishReason = ChatFinishReason.Stop };
            yield break;
        }

        await foreach (var update in base.GetStreamingResponseAsync(conversation, options, cancellationToken).ConfigureAwait(false))
        {
            yield return update;
        }
    }

    private async Task<bool> IsAboveAsync(IReadOnlyList<ChatMessage> conversation, ChatOptions? options, CancellationToken cancellationToken) =>
        await innerClient.RefusalLogOddsAsync(conversation, options, threshold.Tokens, cancellationToken).ConfigureAwait(false) > threshold.LogOdds;
}
