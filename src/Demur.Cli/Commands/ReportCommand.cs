using System.CommandLine;
using Demur.Cli.Output;
using Demur.Evaluation.Reports;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Commands;

/// <summary><c>demur report</c>: runs side by side in one HTML file.</summary>
internal static class ReportCommand
{
    private static readonly Argument<DirectoryInfo[]> Runs = new("runs") { Description = "Run folders; the first is the baseline.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<FileInfo> Out = new("--out") { Description = "The HTML file.", DefaultValueFactory = _ => new FileInfo("report.html") };
    private static readonly Option<FileInfo?> Plot = new("--plot") { Description = "Also write the trade-off plot alone, as this SVG file." };

    public static Command Create()
    {
        var command = new Command("report", "One self-contained HTML file: both axes, trade-off plot, tasks, categories, sample answers.") { Runs, Out, Plot, ReportEffortCommand.Create() };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string[] runs = [.. parsed.GetRequiredValue(Runs).Select(run => run.FullName)];
        Terminal.Out.WriteLine(ReportFile.Write(parsed.GetRequiredValue(Out).FullName, runs));
        if (parsed.GetValue(Plot) is { } plot)
        {
            HtmlReport.WritePlot(plot.FullName, [.. runs.Select(RunFolder.Open)]);
            Terminal.Out.WriteLine(plot.FullName);
        }

        return ExitCodes.Ok;
    }
}
