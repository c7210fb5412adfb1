using Demur.Cli.Targets;

namespace Demur.Cli.Survival;

/// <summary>What an attack leaves: a target and what acts on it.</summary>
/// <param name="Target">The checkpoint that answers.</param>
/// <param name="Interventions">What acts on it while it answers.</param>
/// <param name="Name">Its name in tables.</param>
/// <param name="Requests">The attacks on its requests, or null where they stay as they are.</param>
internal sealed record Attacked(string Target, InterventionSettings Interventions, string Name, IReadOnlyList<string>? Requests = null);
