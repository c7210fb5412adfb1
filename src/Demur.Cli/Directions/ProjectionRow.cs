using Demur.Abstractions;

namespace Demur.Cli.Directions;

/// <summary>One prompt's projection on a direction.</summary>
internal sealed record ProjectionRow(string Id, SampleLabel Label, double Projection, string? Pair = null);
