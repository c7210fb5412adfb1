using System.CommandLine;
using Demur.Abstractions;
using Demur.Cli.Replication;
using Demur.Cli.Replication.Tables;

namespace Demur.Cli.Commands;

/// <summary><c>demur replicate tables</c>: the pages' tables and figures from the ledgers.</summary>
internal static class ReplicateTablesCommand
{
    private static readonly Option<bool> Check = new("--check") { Description = "Write nothing; exit with 1 when a page is not what the ledgers say." };
    private static readonly Option<DirectoryInfo> LedgerFolder = new("--ledger") { Description = "The folder of the ledgers.", DefaultValueFactory = _ => new DirectoryInfo(Ledger.DefaultFolder) };
    private static readonly Option<DirectoryInfo> Pages = new("--pages") { Description = "The folder of the methods' pages.", DefaultValueFactory = _ => new DirectoryInfo(MethodPages.DefaultFolder) };

    public static Command Create()
    {
        var command = new Command("tables", "Make the tables and figures of the methods' pages from the ledgers.") { Check, LedgerFolder, Pages };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var check = parsed.GetValue(Check);
        var different = new MethodPages(parsed.GetRequiredValue(LedgerFolder).FullName, parsed.GetRequiredValue(Pages).FullName).Write(check);
        if (check && different.Count > 0)
        {
            throw new DemurException($"{string.Join(", ", different)}: the tables are not what the ledgers say. Run 'demur replicate tables' and commit what it changes.");
        }

        Terminal.Out.WriteLine(different.Count == 0 ? "every page is as the ledgers say" : $"written: {string.Join(", ", different)}");
        return ExitCodes.Ok;
    }
}
