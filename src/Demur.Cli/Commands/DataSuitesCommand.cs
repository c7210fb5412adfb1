using System.CommandLine;
using Demur.Cli.Output;
using Demur.Data.Suites;
using Spectre.Console;

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
        var table = new Table().Border(TableBorder.Simple).AddColumns("suite", "samples", "what it is");
        foreach (var suite in OwnSuites.Names.Select(name => OwnSuites.Find(name)!))
        {
            table.AddRow(suite.Name, Words.Count(suite.Samples.Count), suite.Description);
        }

        Terminal.Console.Write(table);
        return ExitCodes.Ok;
    }
}
