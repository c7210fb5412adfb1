using Demur.Abstractions;
using Demur.Evaluation.Scorers;

namespace Demur.Cli.Commands;

/// <summary>Turns comma-separated names into scorers.</summary>
internal static class ScorerNames
{
    public static IReadOnlyList<IScorer> Find(string names)
    {
        IScorer[] scorers = [.. names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(DefaultScorers.Find)];
        return scorers is [] ? throw new DemurException("--scorer names nothing. See docs/guide/evaluate.md for the scorers.") : scorers;
    }
}
