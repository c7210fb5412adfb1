using Demur.Abstractions;

namespace Demur.Evaluation.Scorers;

/// <summary>The scorers a run has when none are named, and all that can be named.</summary>
public static class DefaultScorers
{
    /// <summary>Gets the default: the pattern judge leads, the 12 substrings stand beside it.</summary>
    public static IReadOnlyList<IScorer> All { get; } = [new PatternJudge(), PublishedScorers.RefusalSubstrings];

    /// <summary>Gets every scorer that needs no model, by name.</summary>
    public static IReadOnlyDictionary<string, IScorer> Named { get; } =
        All.Concat(PublishedScorers.All).DistinctBy(scorer => scorer.Name).ToDictionary(scorer => scorer.Name, StringComparer.Ordinal);

    /// <summary>Finds a scorer.</summary>
    /// <param name="name">The name, such as <c>pattern-judge</c>.</param>
    /// <exception cref="DemurException">There is none of that name.</exception>
    public static IScorer Find(string name) => Named.GetValueOrDefault(name)
        ?? throw new DemurException($"There is no scorer \"{name}\". Choose from {string.Join(", ", Named.Keys.Order(StringComparer.Ordinal))}.");
}
