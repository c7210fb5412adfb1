using System.CommandLine;
using Demur.Abstractions;
using Demur.Cli.Checkpoints;
using Demur.Cli.Targets;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Writing;

namespace Demur.Cli.Commands;

/// <summary><c>demur model merge</c>: an adapter's change becomes part of the weights.</summary>
internal static class ModelMergeCommand
{
    private static readonly Argument<string> Adapter = new("adapter") { Description = "An adapter folder in PEFT's layout, or a tuning run." };
    private static readonly Option<string?> Base = CommonOptions.Base();
    private static readonly Option<double?> LoraScale = CommonOptions.LoraScale();
    private static readonly FolderOutputOptions Output = new("merged model", "base");

    public static Command Create()
    {
        var command = Output.AddTo(new Command("merge", "Add an adapter to its base's weights and save the whole model.") { Adapter, Base, LoraScale });
        command.SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed, cancellationToken), cancellationToken));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (path, type) = Output.Read(parsed);
        using var model = ModelToWrite.Open(LocalTarget.ResultOf(parsed.GetRequiredValue(Adapter)), new CheckpointOptions { Base = parsed.GetValue(Base), AdapterScale = parsed.GetValue(LoraScale) }, type);
        if (model.Origin.AdapterPath is null)
        {
            throw new DemurException($"{model.Origin.Path}: is a whole model, so there is nothing to merge. Give the folder that holds adapter_config.json.");
        }

        ModelOutput.WriteFolder(path, model, [.. parsed.Tokens.Select(token => token.Value)], cancellationToken);
        Terminal.Out.WriteLine($"{path}: {ModelOutput.SizeOf(path)}");
        return ExitCodes.Ok;
    }
}
