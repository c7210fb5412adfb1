using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Demur.Evaluation.Targets;

/// <summary>Asks a remote target for the log-probabilities of its answer's first token, and reads them from the answer.</summary>
/// <remarks>OpenAI's <c>logprobs</c> and <c>top_logprobs</c>: the <see cref="Most"/> likeliest tokens at most. A server that does not know them answers without.</remarks>
public static class FirstTokenOdds
{
    /// <summary>The most tokens that OpenAI's interface lists.</summary>
    public const int Most = 20;

    private const string Key = "demur.first_token_odds";

    /// <summary>Adds the wish to the settings of a call.</summary>
    /// <param name="options">The settings; changed.</param>
    public static ChatOptions AskFirstToken(this ChatOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (options.AdditionalProperties ??= [])[Key] = true;
        return options;
    }

    /// <summary>Gets the natural log-probability of each token listed.</summary>
    /// <param name="response">The answer.</param>
    /// <returns>Log-probabilities by token as the server spells it, or <see langword="null"/> where it gave none.</returns>
    public static IReadOnlyDictionary<string, double>? FirstToken(this ChatResponse response) =>
        response?.AdditionalProperties is { } notes && notes.TryGetValue(Key, out var value) ? value as IReadOnlyDictionary<string, double> : null;

    internal static bool AsksFirstToken(this ChatOptions? options) => options?.AdditionalProperties?.ContainsKey(Key) ?? false;

    internal static ChatResponse WithFirstToken(this ChatResponse response, IReadOnlyDictionary<string, double>? odds)
    {
        if (odds is { Count: > 0 })
        {
            (response.AdditionalProperties ??= [])[Key] = odds;
        }

        return response;
    }

    /// <summary>Reads a choice of OpenAI's answer; tokens without a finite log-probability are left out.</summary>
    internal static Dictionary<string, double> Read(JsonObject choice)
    {
        Dictionary<string, double> odds = new(StringComparer.Ordinal);
        if (choice["logprobs"] is JsonObject { } details && details["content"] is JsonArray { Count: > 0 } tokens && tokens[0] is JsonObject first && first["top_logprobs"] is JsonArray likeliest)
        {
            foreach (var entry in likeliest.OfType<JsonObject>())
            {
                if (entry["token"]?.ToString() is { } token && entry["logprob"] is JsonValue value && value.TryGetValue<double>(out var logProbability) && double.IsFinite(logProbability))
                {
                    odds.TryAdd(token, logProbability);
                }
            }
        }

        return odds;
    }
}
