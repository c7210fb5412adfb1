using System.CommandLine;
using Demur.Data.Catalogue;

namespace Demur.Cli.Commands;

/// <summary><c>demur data import</c>: brings a public set into the data folder, verified.</summary>
internal static class DataImportCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "The set; 'demur data list' names them." };
    private static readonly Option<string?> From = new("--from") { Description = "A folder or address that has the files; left out, the publisher's." };

    public static Command Create()
    {
        var command = new Command("import", "Copy or download a public set into the data folder; every file is checked against its hash.") { Name, From };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var store = DataStore.Default();
        var report = await store.ImportAsync(DataCatalogue.Get(parsed.GetRequiredValue(Name)), parsed.GetValue(From), cancellationToken).ConfigureAwait(false);
        Terminal.Out.WriteLine($"{report.Set}: {report.Imported.Count} files imported, {report.Present.Count} were there, {report.Missing.Count} not found; in {store.Root}");
        foreach (var missing in report.Missing)
        {
            Terminal.Error.WriteLine($"not found: {missing}");
        }

        return report.Missing.Count == 0 ? ExitCodes.Ok : ExitCodes.Error;
    }
}
