using Demur.Abstractions;

namespace Demur.Evaluation.Scorers;

/// <summary>Says why no scorer can say anything about a response.</summary>
internal static class UnscoredReason
{
    /// <summary>Gets the reason, or <see langword="null"/> when there is a text to score.</summary>
    public static string? Of(SampleResponse response) =>
        response.Error is { } error ? $"error: {error}"
        : response.Blocked ? "blocked by the provider"
        : response.Text is null ? "no text came back"
        : response.Truncated && string.IsNullOrWhiteSpace(response.Text) ? "cut before anything was said"
        : null;
}
