using System.Security.Cryptography;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Evaluation.Targets;
using Microsoft.Extensions.AI;

namespace Demur.Evaluation.Engine;

/// <summary>Keeps answers in a folder and gives them again to the same question.</summary>
/// <remarks>
/// The key covers everything that decides an answer: the target's identity, every message, and token limit, temperature, top-p, top-k,
/// seed, stop sequences and the other options. Failures and blocks are not kept. A file that is broken counts as absent. Many processes may share
/// a folder; it holds the texts of prompts and answers. Streams are passed through.
/// </remarks>
/// <param name="inner">The target.</param>
/// <param name="folder">The folder; made at the first answer.</param>
/// <param name="identity">What makes the target itself: the hash of its weights, or endpoint and model.</param>
public sealed class CachingChatClient(IChatClient inner, string folder, string identity) : DelegatingChatClient(inner)
{
    private const int Format = 1;

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatMessage[] conversation = [.. messages];
        var path = PathOf(conversation, options);
        if (await ReadAsync(path, cancellationToken).ConfigureAwait(false) is { } stored)
        {
            return stored;
        }

        var response = await base.GetResponseAsync(conversation, options, cancellationToken).ConfigureAwait(false);
        if (response.FinishReason != ChatFinishReason.ContentFilter)
        {
            await WriteAsync(path, response, cancellationToken).ConfigureAwait(false);
        }

        return response;
    }

    private string PathOf(ChatMessage[] messages, ChatOptions? options)
    {
        var key = new
        {
            Format,
            Target = identity,
            Messages = messages.Select(message => new ChatTurn(message.Role.Value, message.Text)),
            options?.ModelId,
            options?.MaxOutputTokens,
            options?.Temperature,
            options?.TopP,
            options?.TopK,
            options?.Seed,
            options?.FrequencyPenalty,
            options?.PresencePenalty,
            options?.StopSequences,
            options?.Instructions,
            Raw = RawCompletion.IsAsked(options) ? true : (bool?)null,
            Shape = options?.ResponseFormat?.GetType().Name,
            FirstToken = options.AsksFirstToken() ? true : (bool?)null,
        };
        var hash = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(key, DemurJson.Line)));
        return Path.Combine(folder, hash[..2], hash + ".json");
    }

    private static async Task<ChatResponse?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var stored = JsonSerializer.Deserialize<StoredAnswer>(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false), DemurJson.Line);
            return stored?.ToResponse().MarkCached();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task WriteAsync(string path, ChatResponse response, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            await File.WriteAllBytesAsync(temporary, JsonSerializer.SerializeToUtf8Bytes(StoredAnswer.Of(response), DemurJson.Line), cancellationToken).ConfigureAwait(false);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private sealed record StoredAnswer(string Text, string? FinishReason, long? InputTokens, long? OutputTokens, string? Model, IReadOnlyDictionary<string, double>? FirstToken = null)
    {
        public static StoredAnswer Of(ChatResponse response) =>
            new(response.Text, response.FinishReason?.Value, response.Usage?.InputTokenCount, response.Usage?.OutputTokenCount, response.ModelId, response.FirstToken());

        public ChatResponse ToResponse() => new ChatResponse(new ChatMessage(ChatRole.Assistant, Text))
        {
            ModelId = Model,
            FinishReason = FinishReason is null ? null : new ChatFinishReason(FinishReason),
            Usage = InputTokens is null && OutputTokens is null ? null : new UsageDetails { InputTokenCount = InputTokens, OutputTokenCount = OutputTokens },
        }.WithFirstToken(FirstToken);
    }
}
