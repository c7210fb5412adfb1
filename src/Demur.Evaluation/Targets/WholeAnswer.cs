using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Demur.Evaluation.Targets;

/// <summary>What targets share whose answers come in one piece.</summary>
internal static class WholeAnswer
{
    /// <summary>Asks, and gives the answer as the updates of a stream.</summary>
    public static async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IChatClient target, IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var update in (await target.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    /// <summary>Gives the target itself or its metadata, where that is asked for.</summary>
    public static object? Service(IChatClient target, ChatClientMetadata? metadata, Type serviceType, object? serviceKey)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? metadata
            : serviceType.IsInstanceOfType(target) ? target
            : null;
    }
}
