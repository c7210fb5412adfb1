namespace Demur.Evaluation.Judges.Learned;

/// <summary>One split of labelled rows for cross-validation.</summary>
/// <param name="Regime">What is kept away from training: <c>model</c>, <c>set</c> or <c>rows</c>.</param>
/// <param name="Name">Which one.</param>
/// <param name="Train">The indices trained on.</param>
/// <param name="Test">The indices judged.</param>
public sealed record JudgeFold(string Regime, string Name, IReadOnlyList<int> Train, IReadOnlyList<int> Test);
