using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Demur.Abstractions;
using Microsoft.Extensions.AI;

namespace Demur.Evaluation.Targets;

/// <summary>Asks any server that speaks OpenAI's chat completions: OpenAI, vLLM, llama.cpp, Ollama and others.</summary>
/// <remarks>
/// An assistant's message at the end is a beginning to continue; OpenAI's own server cannot do that and is not asked.
/// A provider's content filter gives a response with <see cref="ChatFinishReason.ContentFilter"/>, not an error. Thread safe.
/// </remarks>
/// <param name="http">The connection; not disposed.</param>
/// <param name="options">Where and as what.</param>
public sealed class OpenAiChatClient(HttpClient http, HttpTargetOptions options) : IChatClient
{
    private const string OpenAiHost = "api.openai.com";

    private readonly bool _isOpenAi = options.Endpoint.Host == OpenAiHost;

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = HttpTarget.Post(Where.Endpoint, "chat/completions", Body([.. messages], options));
        if (Where.ApiKey is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        try
        {
            return Read(await HttpTarget.SendAsync(http, request, cancellationToken).ConfigureAwait(false));
        }
        catch (TargetException blocked) when (blocked.Data[HttpTarget.CodeKey] is "content_filter")
        {
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, "")) { FinishReason = ChatFinishReason.ContentFilter };
        }
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
            : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("openai", Where.Endpoint, Where.Model)
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
        var continues = messages is [.., var last] && last.Role == ChatRole.Assistant;
        if (continues && _isOpenAi)
        {
            throw new DemurException($"{OpenAiHost} does not continue the beginning of an answer. Leave --prefill out, or ask a server that does (vLLM, llama.cpp).");
        }

        var body = new JsonObject
        {
            ["model"] = settings?.ModelId ?? Where.Model,
            ["messages"] = new JsonArray([.. messages.Select(message => new JsonObject { ["role"] = message.Role.Value, ["content"] = message.Text })]),
        };
        Set(body, _isOpenAi ? "max_completion_tokens" : "max_tokens", settings?.MaxOutputTokens);
        Set(body, "temperature", settings?.Temperature);
        Set(body, "top_p", settings?.TopP);
        Set(body, "top_k", settings?.TopK);
        Set(body, "seed", settings?.Seed);
        if (settings?.StopSequences is { Count: > 0 } stops)
        {
            body["stop"] = new JsonArray([.. stops.Select(stop => JsonValue.Create(stop))]);
        }

        if (continues)
        {
            // vLLM's words for it; llama.cpp continues without them.
            body["add_generation_prompt"] = false;
            body["continue_final_message"] = true;
        }

        return body;
    }

    private static void Set<T>(JsonObject body, string name, T? value)
        where T : struct
    {
        if (value is { } given)
        {
            body[name] = JsonValue.Create(given);
        }
    }

    private ChatResponse Read(JsonObject answer)
    {
        if (answer["choices"] is not JsonArray { Count: > 0 } choices || choices[0] is not JsonObject choice || choice["message"] is not JsonObject message)
        {
            throw HttpTarget.Unreadable(Where.Endpoint, "the answer has no choices[0].message.");
        }

        var usage = answer["usage"] as JsonObject;
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, message["content"]?.ToString() ?? message["refusal"]?.ToString() ?? ""))
        {
            ModelId = answer["model"]?.ToString(),
            FinishReason = choice["finish_reason"]?.ToString() switch
            {
                "length" => ChatFinishReason.Length,
                "content_filter" => ChatFinishReason.ContentFilter,
                _ => ChatFinishReason.Stop,
            },
            Usage = usage is null ? null : new UsageDetails { InputTokenCount = (long?)usage["prompt_tokens"], OutputTokenCount = (long?)usage["completion_tokens"] },
        };
    }
}
