using System.CommandLine;
using Demur.Cli.Output;
using Demur.Data.Suites;

namespace Demur.Cli.Commands;

/// <summary><c>demur data suites</c>: the embedded suites.</summary>
internal static class DataSuitesCommand
{
    public static Command Create()
    {
        var command = new Command("suites", "List the embedded suites.");
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        var table = new PlainTable("suite", "samples", "what it is");
        foreach (var suite in OwnSuites.Names.Select(name => OwnSuites.Find(name)!))
        {
            table.Add(suite.Name, Words.Count(suite.Samples.Count), suite.Description);
        }

        table.Write();
        return ExitCodes.Ok;
    }
}
