namespace Demur.Evaluation.Judges.Quality;

/// <summary>How far the quality scorer agrees with a person about one wish.</summary>
/// <param name="Wish">The wish, as label files name it.</param>
/// <param name="Both">Refusals of which both say yes.</param>
/// <param name="PersonAlone">Those of which the person alone does.</param>
/// <param name="ScorerAlone">Those of which the scorer alone does.</param>
/// <param name="Neither">Those of which neither does.</param>
/// <param name="Accuracy">The share of equal decisions, with Wilson's interval.</param>
/// <param name="Kappa">Cohen's kappa, with a bootstrap interval over refusals.</param>
public sealed record WishAgreement(string Wish, int Both, int PersonAlone, int ScorerAlone, int Neither, Estimate Accuracy, Estimate Kappa);
