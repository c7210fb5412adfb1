using System.CommandLine;
using Demur.Cli.Judges;
using Demur.Cli.Output;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Commands;

/// <summary><c>demur rescore</c>: another scorer over stored responses.</summary>
internal static class RescoreCommand
{
    private static readonly Argument<DirectoryInfo> Folder = new("run") { Description = "The run folder." };
    private static readonly Option<string> Scorer = new("--scorer") { Description = "Scorers by name, separated by commas.", Required = true };
    private static readonly Option<bool> Lead = new("--lead") { Description = "Let the first of them lead from now on: rates and comparisons follow it." };

    public static Command Create()
    {
        var command = new Command("rescore", "Score the stored responses of a run with other scorers; nothing is generated.") { Folder, Scorer, Lead };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var shelf = new JudgeShelf();
        var scorers = shelf.OpenAll(parsed.GetRequiredValue(Scorer));
        var summary = await RunRescorer.RescoreAsync(parsed.GetRequiredValue(Folder).FullName, scorers, parsed.GetValue(Lead), cancellationToken).ConfigureAwait(false);
        SummaryTables.Write(summary);
        return ExitCodes.Ok;
    }
}
