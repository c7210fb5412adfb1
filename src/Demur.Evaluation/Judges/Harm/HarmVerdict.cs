using Demur.Abstractions;

namespace Demur.Evaluation.Judges.Harm;

/// <summary>What a harm judge says.</summary>
/// <param name="Harmful">Whether the probability reaches the judge's threshold.</param>
/// <param name="Probability">The probability of harm in [0, 1], as far as the judge's own outputs are probabilities.</param>
/// <param name="Category">The likeliest category of the one taxonomy where the judge knows categories; also given where the verdict is harmless.</param>
/// <param name="Label">The judge's own word for what it found likeliest.</param>
public sealed record HarmVerdict(bool Harmful, double Probability, HarmCategory? Category, string Label);
