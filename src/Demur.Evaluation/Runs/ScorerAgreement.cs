namespace Demur.Evaluation.Runs;

/// <summary>How far two scorers agree on what is refused, in full or in part.</summary>
/// <param name="First">The first scorer's name.</param>
/// <param name="Second">The second scorer's name.</param>
/// <param name="Both">The responses that both could score.</param>
/// <param name="Agreeing">Those of them on which they agree.</param>
/// <param name="Kappa">Cohen's kappa, or <see langword="null"/> where it is not defined.</param>
public sealed record ScorerAgreement(string First, string Second, int Both, int Agreeing, double? Kappa);
