using Demur.Abstractions;
using Demur.Evaluation.Engine;

namespace Demur.Evaluation.Targets;

/// <summary>A target gave no answer; says why, and whether asking again can help.</summary>
public sealed class TargetException : DemurException
{
    /// <summary>Creates the error.</summary>
    /// <param name="kind">Why there is no answer.</param>
    /// <param name="message">One line: what happened, and the way out.</param>
    /// <param name="innerException">The failure underneath, if there is one.</param>
    public TargetException(FailureKind kind, string message, Exception? innerException = null)
        : base(message, innerException!) => Kind = kind;

    /// <summary>Creates an error of no known kind; prefer the constructor that names it.</summary>
    public TargetException() { }

    /// <summary>Creates an error of no known kind; prefer the constructor that names it.</summary>
    /// <param name="message">One line.</param>
    public TargetException(string message) : base(message) { }

    /// <summary>Creates an error of no known kind; prefer the constructor that names it.</summary>
    /// <param name="message">One line.</param>
    /// <param name="innerException">The failure underneath.</param>
    public TargetException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Gets why there is no answer.</summary>
    public FailureKind Kind { get; }

    /// <summary>Gets how long the provider asks to wait, or <see langword="null"/> when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Gets the attempts that led here, the last one included; empty below the engine.</summary>
    public IReadOnlyList<FailedAttempt> FailedAttempts { get; init; } = [];

    /// <summary>Says in one line what failed; what is no known mistake is named by its type too.</summary>
    internal static string Describe(Exception failure)
    {
        var message = failure.Message.ReplaceLineEndings(" ").Trim();
        return failure is DemurException ? message : $"{failure.GetType().Name}: {message}";
    }

    /// <summary>Gets whether the same request may succeed later.</summary>
    public bool IsTransient => Kind is FailureKind.RateLimited or FailureKind.Timeout or FailureKind.Connection or FailureKind.Server;
}
