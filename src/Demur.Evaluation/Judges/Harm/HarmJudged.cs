using Demur.Abstractions;

namespace Demur.Evaluation.Judges.Harm;

/// <summary>A labelled row and a judge's verdict on it.</summary>
/// <param name="Labelled">The row.</param>
/// <param name="Verdict">The verdict.</param>
public sealed record HarmJudged(LabelledHarm Labelled, HarmVerdict Verdict);
