using Demur.Abstractions;

namespace Demur.Evaluation.Judges;

/// <summary>A labelled response and what a judge made of it.</summary>
/// <param name="Labelled">The response with its label.</param>
/// <param name="Score">The judge's score.</param>
public readonly record struct JudgedResponse(LabelledResponse Labelled, Score Score);
