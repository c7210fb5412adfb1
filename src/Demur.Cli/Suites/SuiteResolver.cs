using Demur.Abstractions;
using Demur.Data.Catalogue;
using Demur.Data.Importers;
using Demur.Data.Suites;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Suites;

/// <summary>Turns the names of <c>--suite</c> into suites: suite files, embedded ones, then those of public sets in the data folder.</summary>
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

    /// <summary>Finds one suite by its name, or reads it from a file.</summary>
    public static Suite Find(string name) => SuiteFile.IsPath(name) ? SuiteFile.Read(name) : OwnSuites.Find(name)
        ?? PublicSuites.Find(name, DataStore.Default().Root)
        ?? throw NotFound(name);

    private static DemurException NotFound(string name) => new(File.Exists(name)
        ? $"{name}: a suite file ends in .yaml, .yml or .jsonl. Rename it, or name one of the suites that 'demur suite list' shows."
        : $"There is no suite '{name}'. Embedded: {string.Join(", ", OwnSuites.Names)}. 'demur suite list' shows those of public sets too.");
}
