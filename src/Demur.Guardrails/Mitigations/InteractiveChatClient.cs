using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Demur.Guardrails.Mitigations;

/// <summary>Asks once more after a refusal (Ray and Bhalani 2024, interactive); the second answer is the answer.</summary>
/// <remarks>
/// When the test of refusal throws, nothing is answered. The first answer is read whole before anything is streamed. Usage is that of both answers.
/// </remarks>
/// <param name="innerClient">What answers; its errors propagate.</param>
/// <param name="followUp">What is asked after a refusal.</param>
/// <param name="refuses">Tells whether an answer to a conversation refuses.</param>
public sealed class InteractiveChatClient(IChatClient innerClient, string followUp, Func<IReadOnlyList<ChatMessage>, string, CancellationToken, Task<bool>> refuses) : DelegatingChatClient(innerClient)
{
    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> conversation = [.. messages];
        var first = await base.GetResponseAsync(conversation, options, cancellationToken).ConfigureAwait(false);
        if (!await refuses(conversation, first.Text, cancellationToken).ConfigureAwait(false))
        {
            return first;
        }

        var second = await base.GetResponseAsync(Continued(conversation, first), options, cancellationToken).ConfigureAwait(false);
        if (second.Usage is { } usage && first.Usage is { } earlier)
        {
            usage.Add(earlier);
        }

        return second;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> conversation = [.. messages];
        var first = await base.GetResponseAsync(conversation, options, cancellationToken).ConfigureAwait(false);
        if (!await refuses(conversation, first.Text, cancellationToken).ConfigureAwait(false))
        {
            foreach (var update in first.ToChatResponseUpdates())
            {
                yield return update;
            }

            yield break;
        }

        await foreach (var update in base.GetStreamingResponseAsync(Continued(conversation, first), options, cancellationToken).ConfigureAwait(false))
        {
            yield return update;
        }

        if (first.Usage is { } earlier)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(earlier)]);
        }
    }

    private IEnumerable<ChatMessage> Continued(IReadOnlyList<ChatMessage> conversation, ChatResponse first) =>
        [.. conversation, new ChatMessage(ChatRole.Assistant, first.Text), new ChatMessage(ChatRole.User, followUp)];
}
