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
    private static readonly Option<string> Out = new("--out") { Description = "The Hugging Face folder of the merged model.", Required = true };
    private static readonly Option<string?> DType = new("--dtype") { Description = "float32, bfloat16 or float16; left out, the type of the base's weights (float32 for quantised ones)." };

    public static Command Create()
    {
        var command = new Command("merge", "Add an adapter to its base's weights and save the whole model.") { Adapter, Base, LoraScale, Out, DType };
        command.SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed, cancellationToken), cancellationToken));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var path = parsed.GetRequiredValue(Out);
        var type = LocalTarget.ParseDType(parsed.GetValue(DType));
        ModelOutput.RequireFree(path);
        if (ModelOutput.IsGguf(path))
        {
            throw new DemurException($"{path}: merge writes a folder. For GGUF take demur model export --for llama.cpp.");
        }

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
