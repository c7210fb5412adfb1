using System.CommandLine;
using Demur.Data.Suites;

namespace Demur.Cli.Commands;

/// <summary><c>demur suite schema</c>: the JSON schema of suite files.</summary>
internal static class SuiteSchemaCommand
{
    public static Command Create()
    {
        var command = new Command("schema", "Print the JSON schema of suite files.");
        command.SetAction(_ => Terminal.Out.Write(SuiteFile.Schema()));
        return command;
    }
}
