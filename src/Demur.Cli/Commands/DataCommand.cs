using System.CommandLine;

namespace Demur.Cli.Commands;

/// <summary><c>demur data</c>: what training data and suites are made of.</summary>
internal static class DataCommand
{
    public static Command Create() => new("data", "Build training data, list suites and public sets.")
    {
        DataBuildCommand.Create(),
        DataAnswersCommand.Create(),
        DataPairsCommand.Create(),
        DataPublicPairsCommand.Create(),
        DataCheckCommand.Create(),
        DataSuitesCommand.Create(),
        DataListCommand.Create(),
        DataImportCommand.Create(),
    };
}
