using Demur.Abstractions;
using Demur.Data.Importers;
using Demur.Data.Suites;

namespace Demur.Cli.Replication;

/// <summary>The harmful requests that any claim tests, so that none of them is trained on.</summary>
internal static class TestedRequests
{
    private const int LongestOpening = 200;

    /// <summary>Gets the suites' names; an attack's suite asks what its plain one does.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["cross-task-harmful", "own-direct", "derta-illegal-instructions", "i-malicious-instructions", "i-cona", "xstest-unsafe"];

    /// <summary>Reads them.</summary>
    /// <param name="data">The folder of public sets.</param>
    /// <exception cref="DemurException">A set is missing.</exception>
    public static IReadOnlyList<Suite> All(string data) => [.. Names.Select(name => OwnSuites.Find(name) ?? PublicSuites.Find(name, data)!)];

    /// <summary>Gives a suite's different documents in place of the tasks on them.</summary>
    public static Suite Documents(Suite suite) => OfDocuments(suite, document => document);

    /// <summary>Gives how a suite's documents begin, which is where a jailbroken answer names what it is.</summary>
    public static Suite Openings(Suite suite) => OfDocuments(suite, OpeningOf);

    private static Suite OfDocuments(Suite suite, Func<string, string> part) => suite with
    {
        Samples = [.. suite.Samples.Where(sample => sample.Document is not null).DistinctBy(sample => sample.Document)
            .Select(sample => sample with { Messages = [new ChatTurn(ChatTurn.User, part(sample.Document!))] })],
    };

    private static string OpeningOf(string document)
    {
        var begin = document[..Math.Min(document.Length, LongestOpening)];
        var end = begin.IndexOfAny([':', '\n', '.']);
        return end > 0 ? begin[..end] : begin;
    }
}
