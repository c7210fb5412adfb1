using Demur.Abstractions;
using Demur.Data.Importers;
using Demur.Data.Suites;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Replication;

/// <summary>Reads what cells are tested on: the same samples in every cell, whatever its seed.</summary>
internal static class TestSuites
{
    private const int DrawSeed = 0;

    /// <summary>Reads a suite, or a drawn part of it.</summary>
    /// <param name="name">An embedded suite or one of a public set.</param>
    /// <param name="data">The folder of public sets.</param>
    /// <param name="limit">The most samples.</param>
    /// <param name="newTokens">The new tokens of an answer, or <see langword="null"/> for the suite's own.</param>
    /// <exception cref="DemurException">The set is missing.</exception>
    public static Suite Read(string name, string data, int limit, int? newTokens = null)
    {
        var suite = SuiteLimit.Apply(OwnSuites.Find(name) ?? PublicSuites.Find(name, data)!, limit, DrawSeed);
        return suite with { MaxNewTokens = newTokens ?? suite.MaxNewTokens };
    }
}
