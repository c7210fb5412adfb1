using Demur.Evaluation.Targets;

namespace Demur.Evaluation.Runs;

/// <summary>How far an evaluation is.</summary>
/// <param name="Suite">The suite being run.</param>
/// <param name="Done">The samples done over all suites, those of earlier sessions included.</param>
/// <param name="Total">The samples over all suites.</param>
/// <param name="Errors">The samples of this session that ended in an error.</param>
/// <param name="PerSecond">The samples a second of this session.</param>
/// <param name="Remaining">The time left at that rate, or <see langword="null"/> before eight samples and one in fifty are done.</param>
public readonly record struct EvaluationProgress(string Suite, int Done, int Total, int Errors, double PerSecond, TimeSpan? Remaining)
{
    /// <summary>Gets the errors of this session by kind, kinds without any left out.</summary>
    public IReadOnlyList<(FailureKind Kind, int Count)> ErrorsByKind { get; init; } = [];
}
