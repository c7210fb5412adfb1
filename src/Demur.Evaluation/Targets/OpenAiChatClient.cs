using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Demur.Abstractions;
using Microsoft.Extensions.AI;

namespace Demur.Evaluation.Targets;

/// <summary>Asks any server that speaks OpenAI's chat completions: OpenAI, vLLM, llama.cpp, Ollama and others.</summary>
/// <remarks>
/// An assistant's message at the end is a beginning to continue; OpenAI's own server cannot do that and is not asked.
/// A call that is marked by <see cref="RawCompletion"/> goes to the completions endpoint as plain text.
/// A provider's content filter gives a response with <see cref="ChatFinishReason.ContentFilter"/>, not an error. Thread safe.
/// </remarks>
/// <param name="http">The connection; not disposed.</param>
/// <param name="where">Where and as what.</param>
public sealed class OpenAiChatClient(HttpClient http, HttpTargetOptions where) : IChatClient
{
    private const string OpenAiHost = "api.openai.com";

    private readonly bool _isOpenAi = where.Endpoint.Host == OpenAiHost;

    /// <summary>Gets whether the server goes on with the beginning of an answer.</summary>
    public bool ContinuesAnswers => !_isOpenAi;

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var isRaw = RawCompletion.IsAsked(options);
        var request = HttpTarget.Post(where.Endpoint, isRaw ? "completions" : "chat/completions", Body([.. messages], options, isRaw));
        if (where.ApiKey is { } key)
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
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        WholeAnswer.StreamAsync(this, messages, options, cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        WholeAnswer.Service(this, new ChatClientMetadata("openai", where.Endpoint, where.Model), serviceType, serviceKey);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The connection belongs to whoever made it.
    }

    private JsonObject Body(ChatMessage[] messages, ChatOptions? settings, bool isRaw)
    {
        var continues = !isRaw && messages is [.., var last] && last.Role == ChatRole.Assistant;
        if (continues && _isOpenAi)
        {
            throw new DemurException($"{OpenAiHost} does not continue the beginning of an answer. Leave --prefill out, or ask a server that does (vLLM, llama.cpp).");
        }

        var body = new JsonObject { ["model"] = settings?.ModelId ?? where.Model };
        if (isRaw)
        {
            body["prompt"] = RawCompletion.TextOf([.. messages.Select(message => new ChatTurn(message.Role.Value, message.Text))]);
        }
        else
        {
            body["messages"] = RequestBody.Turns(messages);
        }

        body.Set(_isOpenAi && !isRaw ? "max_completion_tokens" : "max_tokens", settings?.MaxOutputTokens);
        body.Set("temperature", settings?.Temperature);
        body.Set("top_p", settings?.TopP);
        body.Set("top_k", settings?.TopK);
        body.Set("seed", settings?.Seed);
        body.SetTexts("stop", settings?.StopSequences);
        if (settings.AsksFirstToken())
        {
            body["logprobs"] = true;
            body["top_logprobs"] = FirstTokenOdds.Most;
        }

        if (continues)
        {
            // vLLM's words for it; llama.cpp continues without them.
            body["add_generation_prompt"] = false;
            body["continue_final_message"] = true;
        }

        return body;
    }

    private ChatResponse Read(JsonObject answer)
    {
        if (answer["choices"] is not JsonArray { Count: > 0 } choices || choices[0] is not JsonObject choice || TextOf(choice) is not { } text)
        {
            throw HttpTarget.Unreadable(where.Endpoint, "the answer has no choices[0].message.");
        }

        var usage = answer["usage"] as JsonObject;
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, text))
        {
            ModelId = answer["model"]?.ToString(),
            FinishReason = choice["finish_reason"]?.ToString() switch
            {
                "length" => ChatFinishReason.Length,
                "content_filter" => ChatFinishReason.ContentFilter,
                _ => ChatFinishReason.Stop,
            },
            Usage = usage is null ? null : new UsageDetails { InputTokenCount = (long?)usage["prompt_tokens"], OutputTokenCount = (long?)usage["completion_tokens"] },
        }.WithFirstToken(FirstTokenOdds.Read(choice));
    }

    // A chat's choice has a message, a completion's a text.
    private static string? TextOf(JsonObject choice) => choice["message"] is JsonObject message
        ? message["content"]?.ToString() ?? message["refusal"]?.ToString() ?? ""
        : choice["text"]?.ToString();
}
