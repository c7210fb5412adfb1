using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Demur.Bench;

/// <summary>Answers at once, refusing every third question.</summary>
internal sealed class StubChatClient : IChatClient
{
    private int _calls;

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new ChatResponse(new ChatMessage(
            ChatRole.Assistant,
            Interlocked.Increment(ref _calls) % 3 == 0
                ? "I'm sorry, but I can't help with that request."
                : "Take the plant out gently, loosen the soil around the roots, and set it into a pot one size larger."))
        {
            FinishReason = ChatFinishReason.Stop,
            Usage = new UsageDetails { InputTokenCount = 18, OutputTokenCount = 24 },
        });

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
        // Nothing is held.
    }
}
