using System.CommandLine;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Data.Formats;
using Demur.Cli.Safeguards;
using Demur.Steering.Safeguards;

namespace Demur.Cli.Commands;

/// <summary><c>demur safeguard plot</c>: where queries lie before and after.</summary>
internal static class SafeguardPlotCommand
{
    private static readonly Argument<DirectoryInfo> Run = new("run") { Description = "The folder of 'demur safeguard train --method dro'." };
    private static readonly Option<FileInfo> Out = new("--out") { Description = "The .svg file to write.", Required = true };

    public static Command Create()
    {
        var command = new Command("plot", "Draw where queries lie in the first two principal components, without a prompt, under the text and under the soft prompt.") { Run, Out };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetRequiredValue(Run).FullName;
            var (points, result) = (Path.Combine(folder, SafeguardRun.PointsFile), Path.Combine(folder, SafeguardRun.ResultFile));
            if (!File.Exists(points) || !File.Exists(result))
            {
                throw new DemurException($"{folder}: holds no {SafeguardRun.PointsFile}. Name the folder of a 'demur safeguard train --method dro' that came to an end; vpt has no such picture.");
            }

            var rows = JsonLines.Read(points, row => row.Deserialize<SafeguardPoint>(DemurJson.Line)!, ("point", "Train again."));
            var probe = JsonSerializer.Deserialize<SafeguardResult>(File.ReadAllText(result), DemurJson.Line)!.Refusal!;
            var file = parsed.GetRequiredValue(Out).FullName;
            WholeFile.Write(file, StatePlot.Draw(rows, (probe.Weights[0], probe.Weights[1])));
            Terminal.Out.WriteLine($"{file}: {rows.Count} points");
            return ExitCodes.Ok;
        });
        return command;
    }
}
