using System.CommandLine;

namespace Demur.Cli.Commands;

/// <summary><c>demur suite</c>: what can be measured on.</summary>
internal static class SuiteCommand
{
    public static Command Create()
    {
        var list = DataSuitesCommand.Create("list");
        return new Command("suite", "List, show, check and begin suites.") { list, SuiteShowCommand.Create(), SuiteValidateCommand.Create(), SuiteNewCommand.Create(), SuiteSchemaCommand.Create() };
    }
}
