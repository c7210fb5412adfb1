namespace Demur.Abstractions;

/// <summary>A scorer as a run used it.</summary>
/// <param name="Name">The scorer's name.</param>
/// <param name="Identity">See <see cref="IScorer.Identity"/>.</param>
public sealed record RunScorer(string Name, string Identity);
