namespace Demur.Steering.Safeguards;

/// <summary>An answer that prompt tuning learns from.</summary>
/// <param name="Prompt">The query under the soft prompt, as tokens.</param>
/// <param name="Answer">The answer's tokens.</param>
/// <param name="IsWanted">Whether it is to become likelier.</param>
internal sealed record TuningAnswer(IReadOnlyList<int> Prompt, IReadOnlyList<int> Answer, bool IsWanted);
