using System.CommandLine;
using Demur.Cli.Output;
using Demur.Data.Catalogue;

namespace Demur.Cli.Commands;

/// <summary><c>demur data list</c>: the public sets that Demur knows.</summary>
internal static class DataListCommand
{
    public static Command Create()
    {
        var command = new Command("list", "List the public sets that Demur knows, with licence and whether they are imported.");
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        var store = DataStore.Default();
        var table = new PlainTable("set", "title", "licence", "training", "imported");
        foreach (var set in DataCatalogue.Sets)
        {
            table.Add(set.Name, set.Title, set.Licence, set.AllowsTraining ? "allowed" : "evaluate only", $"{Words.Count(set.Files.Count(file => store.Has(set, file)))}/{Words.Count(set.Files.Count)} files");
        }

        table.Write();
        Terminal.Out.WriteLine($"{DataCatalogue.Sets.Count} sets; the data folder is {store.Root}");
        return ExitCodes.Ok;
    }
}
