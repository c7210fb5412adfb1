using Microsoft.Extensions.AI;

namespace Demur.Evaluation.Engine;

/// <summary>What the engine notes on an answer about how it came.</summary>
public static class CallNotes
{
    private const string AttemptsKey = "demur.failed_attempts";
    private const string CachedKey = "demur.cached";

    /// <summary>Gets the tries that failed before the answer came.</summary>
    /// <param name="response">The answer.</param>
    public static IReadOnlyList<FailedAttempt> FailedAttempts(this ChatResponse response) =>
        response?.AdditionalProperties is { } notes && notes.TryGetValue(AttemptsKey, out var value) && value is IReadOnlyList<FailedAttempt> attempts ? attempts : [];

    /// <summary>Gets whether the answer was stored by an earlier call.</summary>
    /// <param name="response">The answer.</param>
    public static bool IsCached(this ChatResponse response) => response?.AdditionalProperties?.ContainsKey(CachedKey) ?? false;

    internal static ChatResponse WithFailedAttempts(this ChatResponse response, IReadOnlyList<FailedAttempt> attempts)
    {
        (response.AdditionalProperties ??= [])[AttemptsKey] = attempts;
        return response;
    }

    internal static ChatResponse MarkCached(this ChatResponse response)
    {
        (response.AdditionalProperties ??= [])[CachedKey] = true;
        return response;
    }
}
