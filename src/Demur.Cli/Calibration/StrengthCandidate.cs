using Demur.Cli.Targets;

namespace Demur.Cli.Calibration;

/// <summary>One strength of a defence that is tried.</summary>
/// <param name="Strength">The coefficient, alpha or share of safety data.</param>
/// <param name="Target">The checkpoint that answers.</param>
/// <param name="Interventions">What acts on it.</param>
internal sealed record StrengthCandidate(double Strength, string Target, InterventionSettings Interventions);
