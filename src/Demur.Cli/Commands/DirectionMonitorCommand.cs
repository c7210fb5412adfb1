using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Directions;
using Demur.Cli.Output;
using Demur.Cli.Suites;
using Demur.Cli.Targets;
using Demur.Models;
using Demur.Steering.Directions;

namespace Demur.Cli.Commands;

/// <summary><c>demur direction monitor</c>: each prompt's projection on a direction, as a detector of harmful prompts.</summary>
internal static class DirectionMonitorCommand
{
    private static readonly Argument<string> Direction = new("direction") { Description = "A .safetensors file, or the folder of 'demur direction find'." };
    private static readonly Option<string> Target = new("--target") { Description = "The local model that reads the prompts.", DefaultValueFactory = _ => Models.Checkpoints.EmbeddedModels.Instruct };
    private static readonly Option<string> Suite = new("--suite") { Description = "Suites with harmful and harmless samples, separated by commas.", DefaultValueFactory = _ => "own-direct-held-out,own-ordinary" };
    private static readonly Option<FileInfo?> Out = new("--out") { Description = "A .jsonl file for every prompt's projection and label." };
    private static readonly Option<bool> KeepSystem = DirectionFindCommand.KeepSystem;
    private static readonly Option<int?> Limit = CommonOptions.Limit();
    private static readonly Option<int> Seed = CommonOptions.Seed();
    private static readonly Option<string> DType = CommonOptions.DType();
    private static readonly Option<string> Device = CommonOptions.Device();
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("monitor", "Project prompts on a direction and say how well that tells harmful ones from harmless ones.")
        {
            Direction, Target, Suite, Out, KeepSystem, Limit, Seed, DType, Device, Json,
        };
        command.SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed, cancellationToken), cancellationToken));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var direction = RefusalDirection.Read(parsed.GetRequiredValue(Direction));
        Sample[] samples = [.. SuiteResolver.Resolve(parsed.GetRequiredValue(Suite), parsed.GetValue(Limit), parsed.GetValue(Seed))
            .SelectMany(suite => suite.Samples).Where(sample => sample.Label is SampleLabel.Harmful or SampleLabel.Harmless && sample.Choices is null).DistinctBy(sample => sample.Id)];
        if (samples.DistinctBy(sample => sample.Label).Count() < 2)
        {
            throw new DemurException($"--suite gives {samples.Length} samples of one kind only; a detector is measured on harmful and harmless ones. Name suites of both, such as own-direct-held-out.");
        }

        using var local = LocalModel.Open(LocalTarget.ResultOf(parsed.GetRequiredValue(Target)), LocalTarget.Placement(parsed.GetRequiredValue(DType), parsed.GetRequiredValue(Device)));
        var renderer = new PromptRenderer(local, DirectionFindCommand.SystemMode(parsed));
        var monitor = new DirectionMonitor(local.Model, direction);
        using var line = new ProgressLine(TimeProvider.System);
        var rows = samples.Select((sample, index) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            line.Show(string.Create(CultureInfo.InvariantCulture, $"projections: {index + 1}/{samples.Length}"), always: index + 1 == samples.Length);
            return new ProjectionRow(sample.Id, sample.Label, monitor.Project(renderer.Render(sample.Messages)), sample.Pair);
        }).ToArray();
        if (parsed.GetValue(Out) is { } file)
        {
            WholeFile.Write(file.FullName, string.Concat(rows.Select(row => JsonSerializer.Serialize(row, DemurJson.Line) + "\n")));
        }

        var report = ProjectionReport.Of(rows);
        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(report, DemurJson.Indented));
        }
        else
        {
            report.Write();
        }

        return ExitCodes.Ok;
    }
}
