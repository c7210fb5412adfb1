using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Demur.Guardrails.Mitigations;

/// <summary>Changes a conversation before the inner client answers it, streaming or not.</summary>
/// <param name="innerClient">What answers; its errors propagate.</param>
/// <param name="rewrite">Gives the conversation that is asked instead.</param>
public sealed class RequestRewriteChatClient(IChatClient innerClient, Func<IReadOnlyList<ChatMessage>, IReadOnlyList<ChatMessage>> rewrite) : DelegatingChatClient(innerClient)
{
    /// <inheritdoc/>
    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(rewrite([.. messages]), options, cancellationToken);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var update in base.GetStreamingResponseAsync(rewrite([.. messages]), options, cancellationToken).ConfigureAwait(false))
        {
            yield return update;
        }
    }
}
