using Demur.Abstractions;
using Demur.Data.Suites;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Suites;

/// <summary>Turns the names of <c>--suite</c> into suites: embedded ones, then public ones from the data folder.</summary>
internal static class SuiteResolver
{
    /// <summary>Finds suites by comma-separated names, cut to a seeded sample where a limit is given.</summary>
    public static IReadOnlyList<Suite> Resolve(string names, int? limit, int seed)
    {
        var suites = names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Find).ToArray();
        if (suites is [])
        {
            throw new DemurException($"--suite names nothing. Embedded suites: {string.Join(", ", OwnSuites.Names)}.");
        }

        return limit is { } most ? [.. suites.Select(suite => SuiteLimit.Apply(suite, most, seed))] : suites;
    }

    private static Suite Find(string name) => OwnSuites.Find(name)
        ?? throw new DemurException($"There is no suite '{name}'. Embedded suites: {string.Join(", ", OwnSuites.Names)}.");
}
