using Demur.Abstractions;

namespace Demur.Evaluation.Runs;

/// <summary>A score as it is stored.</summary>
/// <param name="Outcome">What the response did.</param>
/// <param name="Explanation">The evidence, or why there is none.</param>
/// <param name="Confidence">In [0, 1], or <see langword="null"/>.</param>
public readonly record struct StoredScore(Outcome Outcome, string Explanation, double? Confidence)
{
    /// <summary>Stores a score.</summary>
    /// <param name="score">The score.</param>
    public static StoredScore Of(Score score) => new(score.Outcome, score.Explanation, score.Confidence);
}
