using System.CommandLine;
using Demur.Cli.Output;

namespace Demur.Cli.Commands;

/// <summary><c>demur report</c>: runs side by side in one HTML file.</summary>
internal static class ReportCommand
{
    private static readonly Argument<DirectoryInfo[]> Runs = new("runs") { Description = "Run folders; the first is the baseline.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<FileInfo> Out = new("--out") { Description = "The HTML file.", DefaultValueFactory = _ => new FileInfo("report.html") };

    public static Command Create()
    {
        var command = new Command("report", "One self-contained HTML file: both axes, trade-off plot, tasks, categories, sample answers.") { Runs, Out, ReportEffortCommand.Create() };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        Terminal.Out.WriteLine(ReportFile.Write(parsed.GetRequiredValue(Out).FullName, [.. parsed.GetRequiredValue(Runs).Select(run => run.FullName)]));
        return ExitCodes.Ok;
    }
}
