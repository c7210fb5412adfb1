using Demur.Abstractions;

namespace Demur.Cli.Directions;

/// <summary>A threshold on projections and what it does.</summary>
/// <param name="Threshold">The least projection that is flagged.</param>
/// <param name="Found">Harmful prompts flagged.</param>
/// <param name="Flagged">Harmless prompts flagged.</param>
internal sealed record ProjectionPoint(double Threshold, Rate Found, Rate Flagged);
