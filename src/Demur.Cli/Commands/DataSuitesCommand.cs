using System.CommandLine;
using Demur.Cli.Output;
using Demur.Data.Catalogue;
using Demur.Data.Importers;
using Demur.Data.Suites;

namespace Demur.Cli.Commands;

/// <summary><c>demur data suites</c>: what can be measured on.</summary>
internal static class DataSuitesCommand
{
    public static Command Create(string name = "suites")
    {
        var command = new Command(name, "List the embedded suites, and those of public sets.");
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        var table = new PlainTable("suite", "where", "what it is");
        foreach (var suite in OwnSuites.Names.Select(name => OwnSuites.Find(name)!))
        {
            table.Add(suite.Name, $"embedded, {Words.Count(suite.Samples.Count)} samples", suite.Description);
        }

        var store = DataStore.Default();
        foreach (var suite in PublicSuites.All)
        {
            table.Add(suite.Name, PublicSuites.IsPresent(suite, store) ? "imported" : $"demur data import {suite.Set}", suite.Description);
        }

        table.Write();
        return ExitCodes.Ok;
    }
}
