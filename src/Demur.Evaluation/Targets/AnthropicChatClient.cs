using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Demur.Evaluation.Targets;

/// <summary>Asks Anthropic's messages endpoint, or a server that speaks it.</summary>
/// <remarks>
/// System messages go into the field <c>system</c>; an assistant's message at the end is a beginning to continue.
/// The stop reason <c>refusal</c> is the provider's filter and gives <see cref="ChatFinishReason.ContentFilter"/>. Seeds are not known there. Thread safe.
/// </remarks>
/// <param name="http">The connection; not disposed.</param>
/// <param name="options">Where and as what.</param>
public sealed class AnthropicChatClient(HttpClient http, HttpTargetOptions options) : IChatClient
{
    private const string Version = "2023-06-01";
    private const int DefaultTokens = 1024;

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = HttpTarget.Post(Where.Endpoint, "messages", Body([.. messages], options));
        request.Headers.Add("anthropic-version", Version);
        if (Where.ApiKey is { } key)
        {
            request.Headers.Add("x-api-key", key);
        }

        return Read(await HttpTarget.SendAsync(http, request, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    /// <remarks>The answer comes in one piece.</remarks>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("anthropic", Where.Endpoint, Where.Model)
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The connection belongs to whoever made it.
    }

    private HttpTargetOptions Where => options;

    private JsonObject Body(ChatMessage[] messages, ChatOptions? settings)
    {
        var body = new JsonObject
        {
            ["model"] = settings?.ModelId ?? Where.Model,
            ["max_tokens"] = settings?.MaxOutputTokens ?? DefaultTokens,
            ["messages"] = new JsonArray([.. messages.Where(message => message.Role != ChatRole.System)
                .Select(message => new JsonObject { ["role"] = message.Role.Value, ["content"] = message.Text })]),
        };
        var system = string.Join("\n\n", messages.Where(message => message.Role == ChatRole.System).Select(message => message.Text));
        if (system.Length > 0)
        {
            body["system"] = system;
        }

        if (settings?.Temperature is { } temperature)
        {
            body["temperature"] = temperature;
        }

        if (settings?.TopP is { } topP)
        {
            body["top_p"] = topP;
        }

        if (settings?.TopK is { } topK)
        {
            body["top_k"] = topK;
        }

        if (settings?.StopSequences is { Count: > 0 } stops)
        {
            body["stop_sequences"] = new JsonArray([.. stops.Select(stop => JsonValue.Create(stop))]);
        }

        return body;
    }

    private ChatResponse Read(JsonObject answer)
    {
        if (answer["content"] is not JsonArray blocks)
        {
            throw HttpTarget.Unreadable(Where.Endpoint, "the answer has no content.");
        }

        var text = string.Concat(blocks.OfType<JsonObject>().Where(block => (string?)block["type"] == "text").Select(block => block["text"]?.ToString()));
        var usage = answer["usage"] as JsonObject;
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, text))
        {
            ModelId = answer["model"]?.ToString(),
            FinishReason = answer["stop_reason"]?.ToString() switch
            {
                "max_tokens" => ChatFinishReason.Length,
                "refusal" => ChatFinishReason.ContentFilter,
                _ => ChatFinishReason.Stop,
            },
            Usage = usage is null ? null : new UsageDetails { InputTokenCount = (long?)usage["input_tokens"], OutputTokenCount = (long?)usage["output_tokens"] },
        };
    }
}
