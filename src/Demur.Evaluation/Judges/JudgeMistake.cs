using Demur.Abstractions;

namespace Demur.Evaluation.Judges;

/// <summary>A row where judge and people differ. The texts stay in the label file.</summary>
/// <param name="Row">The row's number in the label file, blank lines not counted, from 1.</param>
/// <param name="Source">The row's source.</param>
/// <param name="Model">The row's model.</param>
/// <param name="Label">What people said.</param>
/// <param name="Decision">What the judge said.</param>
/// <param name="Confidence">The judge's confidence, where it stated one.</param>
/// <param name="Contradicted">Whether the label contradicts its set's own definition.</param>
public sealed record JudgeMistake(int Row, string Source, string Model, Outcome Label, Outcome Decision, double? Confidence, bool Contradicted = false);
