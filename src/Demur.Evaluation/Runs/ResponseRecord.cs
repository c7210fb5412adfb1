using Demur.Abstractions;
using Demur.Evaluation.Engine;
using Demur.Evaluation.Targets;
using Demur.Evaluation.Tasks;

namespace Demur.Evaluation.Runs;

/// <summary>One line of a run's responses: what came back for a sample, and what was made of it.</summary>
public sealed record ResponseRecord
{
    /// <summary>Gets the suite's name.</summary>
    public required string Suite { get; init; }

    /// <summary>Gets the sample's place in the suite, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Gets the sample's id.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the answer, or <see langword="null"/> when there was an error or nothing is generated.</summary>
    public string? Text { get; init; }

    /// <summary>Gets whether the answer was cut by the token limit.</summary>
    public bool Truncated { get; init; }

    /// <summary>Gets whether the provider blocked it.</summary>
    public bool Blocked { get; init; }

    /// <summary>Gets the error, or <see langword="null"/>; a sample with an error is tried again when the run is resumed.</summary>
    public string? Error { get; init; }

    /// <summary>Gets why there is no answer, or <see langword="null"/> when there is one.</summary>
    public FailureKind? ErrorKind { get; init; }

    /// <summary>Gets how often the target was asked for the sample, over all sessions of the run; 0 when the answer was stored by an earlier call.</summary>
    /// <value>The default is 1.</value>
    public int Attempts { get; init; } = 1;

    /// <summary>Gets the tries that failed, over all sessions of the run, or <see langword="null"/> when none did.</summary>
    public IReadOnlyList<FailedAttempt>? FailedAttempts { get; init; }

    /// <summary>Gets whether the answer was stored by an earlier call.</summary>
    public bool Cached { get; init; }

    /// <summary>Gets the seconds from asking to having the answer.</summary>
    public double Seconds { get; init; }

    /// <summary>Gets the tokens of the answer where the target tells, or of the text whose cross-entropy is measured.</summary>
    public int? Tokens { get; init; }

    /// <summary>Gets the tokens read, where the target tells.</summary>
    public int? InputTokens { get; init; }

    /// <summary>Gets each scorer's verdict by the scorer's name.</summary>
    public IReadOnlyDictionary<string, StoredScore>? Scores { get; init; }

    /// <summary>Gets whether the task was done, or <see langword="null"/> where there is no check.</summary>
    public TaskCheckResult? Check { get; init; }

    /// <summary>Gets the index of the choice that the target finds likeliest a token.</summary>
    public int? Choice { get; init; }

    /// <summary>Gets the choices' log-probabilities in nats, summed over their tokens.</summary>
    public IReadOnlyList<double>? LogProbabilities { get; init; }

    /// <summary>Gets the text's negative log-probability in nats, summed over its tokens.</summary>
    public double? Nats { get; init; }

    /// <summary>Gets the response as scorers take it.</summary>
    public SampleResponse ToResponse() => new() { Text = Text, Truncated = Truncated, Blocked = Blocked, Error = Error };
}
