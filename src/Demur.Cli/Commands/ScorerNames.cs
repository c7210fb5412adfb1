using Demur.Abstractions;
using Demur.Cli.Judges;

namespace Demur.Cli.Commands;

/// <summary>Turns comma-separated names into scorers.</summary>
internal static class ScorerNames
{
    /// <summary>Opens them; the shelf owns what they need.</summary>
    public static IReadOnlyList<IScorer> Find(string names, JudgeShelf shelf)
    {
        IScorer[] scorers = [.. names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(shelf.Open)];
        return scorers is [] ? throw new DemurException("--scorer names nothing. See docs/guide/evaluate.md for the scorers.") : scorers;
    }
}
