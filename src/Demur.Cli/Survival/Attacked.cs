using Demur.Cli.Targets;

namespace Demur.Cli.Survival;

/// <summary>What an attack leaves: a target and what acts on it.</summary>
/// <param name="Target">The checkpoint that answers.</param>
/// <param name="Interventions">What acts on it while it answers.</param>
/// <param name="Name">Its name in tables.</param>
internal sealed record Attacked(string Target, InterventionSettings Interventions, string Name);
