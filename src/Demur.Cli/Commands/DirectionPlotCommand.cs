using System.CommandLine;
using Demur.Abstractions;
using Demur.Cli.Directions;
using Demur.Evaluation.Reports;

namespace Demur.Cli.Commands;

/// <summary><c>demur direction plot</c>: a search, projections or strengths as an SVG picture.</summary>
internal static class DirectionPlotCommand
{
    private static readonly SelectionCommandOptions Selection = new();
    private static readonly Option<string?> Search = new("--search") { Description = "The folder of 'demur direction find', or a direction_evaluations.json: scores over layers and positions." };
    private static readonly Option<FileInfo?> Projections = new("--projections") { Description = "What 'demur direction monitor --out' wrote: histograms of harmful and harmless prompts." };
    private static readonly Option<bool> Roc = new("--roc") { Description = "Of the projections, what they find against what they flag, at every threshold." };
    private static readonly Option<string[]> Runs = new("--runs") { Description = "Run folders at several strengths: refusal against strength.", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string> By = new("--by") { Description = "The strength of the runs: coefficient or alpha.", DefaultValueFactory = _ => "coefficient" };
    private static readonly Option<FileInfo> Out = new("--out") { Description = "The .svg file to write.", Required = true };

    public static Command Create()
    {
        var command = new Command("plot", "Draw a search's scores, projections of prompts, or refusal against strength, as SVG.") { Search, Projections, Roc, Runs, By, Out };
        Selection.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var runs = parsed.GetValue(Runs) ?? [];
        var plot = (parsed.GetValue(Search), parsed.GetValue(Projections), runs.Length > 0) switch
        {
            ({ } search, null, false) => DirectionPlots.Scores(search, Selection.Read(parsed)),
            (null, { } file, false) => parsed.GetValue(Roc) ? DirectionPlots.Roc(file.FullName) : DirectionPlots.Projections(file.FullName),
            (null, null, true) => DirectionPlots.Strengths(runs, parsed.GetRequiredValue(By)),
            _ => throw new DemurException("One picture is drawn at a time. Give one of --search, --projections and --runs."),
        };
        var path = parsed.GetRequiredValue(Out).FullName;
        SvgFile.Write(path, plot);
        Terminal.Out.WriteLine(path);
        return ExitCodes.Ok;
    }
}
