using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Demur.Evaluation.Targets;

/// <summary>Asks Anthropic's messages endpoint, or a server that speaks it.</summary>
/// <remarks>
/// System messages go into the field <c>system</c>; an assistant's message at the end is a beginning to continue.
/// The stop reason <c>refusal</c> is the provider's filter and gives <see cref="ChatFinishReason.ContentFilter"/>. Seeds are not known there. Thread safe.
/// </remarks>
/// <param name="http">The connection; not disposed.</param>
/// <param name="where">Where and as what.</param>
public sealed class AnthropicChatClient(HttpClient http, HttpTargetOptions where) : IChatClient
{
    private const string Version = "2023-06-01";
    private const int DefaultTokens = 1024;

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = HttpTarget.Post(where.Endpoint, "messages", Body([.. messages], options));
        request.Headers.Add("anthropic-version", Version);
        if (where.ApiKey is { } key)
        {
            request.Headers.Add("x-api-key", key);
        }

        return Read(await HttpTarget.SendAsync(http, request, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    /// <remarks>The answer comes in one piece.</remarks>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        WholeAnswer.StreamAsync(this, messages, options, cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        WholeAnswer.Service(this, new ChatClientMetadata("anthropic", where.Endpoint, where.Model), serviceType, serviceKey);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The connection belongs to whoever made it.
    }

    private JsonObject Body(ChatMessage[] messages, ChatOptions? settings)
    {
        var body = new JsonObject
        {
            ["model"] = settings?.ModelId ?? where.Model,
            ["max_tokens"] = settings?.MaxOutputTokens ?? DefaultTokens,
            ["messages"] = RequestBody.Turns(messages.Where(message => message.Role != ChatRole.System)),
        };
        var system = string.Join("\n\n", messages.Where(message => message.Role == ChatRole.System).Select(message => message.Text));
        if (system.Length > 0)
        {
            body["system"] = system;
        }

        body.Set("temperature", settings?.Temperature);
        body.Set("top_p", settings?.TopP);
        body.Set("top_k", settings?.TopK);
        body.SetTexts("stop_sequences", settings?.StopSequences);
        return body;
    }

    private ChatResponse Read(JsonObject answer)
    {
        if (answer["content"] is not JsonArray blocks)
        {
            throw HttpTarget.Unreadable(where.Endpoint, "the answer has no content.");
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
