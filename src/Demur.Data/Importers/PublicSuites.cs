using Demur.Abstractions;
using Demur.Data.Catalogue;

namespace Demur.Data.Importers;

/// <summary>The suites made from public sets, read from a <see cref="DataStore"/>; the repository holds none of their text.</summary>
public static class PublicSuites
{
    private static readonly Lazy<IReadOnlyList<PublicSuite>> LazyAll = new(() =>
    [
        .. XsTestSuites.All, .. OverRefusalSuites.All, .. CoCoNotSuites.All, .. HarmfulListSuites.All, .. HarmBenchSuites.All,
        .. DoNotAnswerSuites.All, .. CategorisedSuites.All, .. SafetyTunedSuites.All, .. DroSuites.All, .. DertaSuites.All,
        .. CrossTaskSuites.All, .. OrdinarySuites.All, .. AbilitySuites.All,
    ]);

    /// <summary>Gets what is known of each suite without reading it.</summary>
    public static IReadOnlyList<PublicSuite> All => LazyAll.Value;

    /// <summary>Gets the names of the suites.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(suite => suite.Name)];

    /// <summary>Reads a suite, or gives <see langword="null"/> when there is none of that name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="root">The folder of public sets, one folder a set; see <see cref="DataStore"/>.</param>
    /// <exception cref="DemurException">A file of the suite's set is missing or was changed.</exception>
    public static Suite? Find(string name, string root) =>
        All.FirstOrDefault(suite => suite.Name == name) is { } found ? Read(found, new SetReader(new DataStore(root), DataCatalogue.Get(found.Set))) : null;

    /// <summary>Tells whether the files of a suite are in a store; their content is not looked at.</summary>
    /// <param name="suite">The suite.</param>
    /// <param name="store">The store.</param>
    public static bool IsPresent(PublicSuite suite, DataStore store)
    {
        var set = DataCatalogue.Get(suite.Set);
        return suite.Files.All(path => store.Has(set, set.File(path)));
    }

    /// <summary>Reads a suite from whatever set the reader stands in.</summary>
    internal static Suite Read(PublicSuite suite, SetReader reader) => new()
    {
        Name = suite.Name,
        Kind = suite.Kind,
        Description = suite.Description,
        MaxNewTokens = suite.MaxNewTokens,
        Samples = [.. WithOwnIds(suite.Read(reader))],
    };

    // Some sets ask the same thing twice. A run finds a sample by its id, so the second one gets a number.
    private static IEnumerable<Sample> WithOwnIds(IEnumerable<Sample> samples)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var sample in samples)
        {
            var times = seen[sample.Id] = seen.GetValueOrDefault(sample.Id) + 1;
            yield return times == 1 ? sample : sample with { Id = $"{sample.Id}-{times}" };
        }
    }
}
