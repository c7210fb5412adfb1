using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Demur.Tests.Testing;

/// <summary>A target whose answers a test writes; it counts its calls and the most in flight at once.</summary>
internal sealed class FakeChatClient : IChatClient
{
    private readonly Func<IReadOnlyList<ChatMessage>, ChatOptions?, CancellationToken, Task<ChatResponse>> _answer;
    private readonly Dictionary<Type, object> _services = [];
    private int _calls;
    private int _inFlight;
    private int _mostInFlight;

    /// <summary>Creates a client that answers by what the last message says.</summary>
    public FakeChatClient(Func<string, string> answer)
        : this((messages, _, _) => Task.FromResult(Text(answer(messages[^1].Text)))) { }

    /// <summary>Creates a client that answers by everything it is given.</summary>
    public FakeChatClient(Func<IReadOnlyList<ChatMessage>, ChatOptions?, CancellationToken, Task<ChatResponse>> answer) => _answer = answer;

    public int Calls => _calls;

    public int MostInFlight => _mostInFlight;

    /// <summary>Makes an answer.</summary>
    public static ChatResponse Text(string text, ChatFinishReason? reason = null) =>
        new(new ChatMessage(ChatRole.Assistant, text)) { FinishReason = reason ?? ChatFinishReason.Stop };

    /// <summary>Adds what <see cref="GetService"/> finds.</summary>
    public FakeChatClient With<T>(T service)
        where T : class
    {
        _services[typeof(T)] = service;
        return this;
    }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Interlocked.Increment(ref _calls);
        var inFlight = Interlocked.Increment(ref _inFlight);
        for (var most = _mostInFlight; inFlight > most; most = _mostInFlight)
        {
            Interlocked.CompareExchange(ref _mostInFlight, inFlight, most);
        }

        try
        {
            return await _answer([.. messages], options, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => _services.GetValueOrDefault(serviceType);

    public void Dispose() { }
}
