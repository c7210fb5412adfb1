using Demur.Abstractions;

namespace Demur.Evaluation.Judges.Labelling;

/// <summary>What one annotator said about one task.</summary>
/// <param name="Id">The task.</param>
/// <param name="Annotator">Who said it; <see cref="LabelSession.Adjudicator"/> has the last word.</param>
/// <param name="Label">Full compliance, full refusal or partial refusal.</param>
public sealed record GivenLabel(int Id, string Annotator, Outcome Label);
