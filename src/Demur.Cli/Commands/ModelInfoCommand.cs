using System.CommandLine;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Checkpoints;
using Demur.Cli.Targets;
using Demur.Models.Checkpoints;
using Demur.Tensors;

namespace Demur.Cli.Commands;

/// <summary><c>demur model info</c>: what a checkpoint is and what it takes.</summary>
internal static class ModelInfoCommand
{
    private static readonly Argument<string> Model = new("model")
    {
        Description = "A checkpoint folder, a .gguf file, an adapter folder, a tuning run, or a name.",
        DefaultValueFactory = _ => EmbeddedModels.Instruct,
    };

    private static readonly Option<string?> Base = CommonOptions.Base();
    private static readonly Option<string> DType = CommonOptions.DType();
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("info", "Family, size, context, types, tokenizer, chat template, and the memory to run and to tune; no weights are read.") { Model, Base, DType, Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var type = LocalTarget.ParseDType(parsed.GetRequiredValue(DType)) ?? TorchRuntime.PreferredDType;
        using var checkpoint = Checkpoint.Open(LocalTarget.ResultOf(parsed.GetRequiredValue(Model)), new CheckpointOptions { Base = parsed.GetValue(Base) });
        var info = ModelInfo.Of(checkpoint, type);
        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(info, DemurJson.Indented));
        }
        else
        {
            InfoTable.Write(info);
        }

        return ExitCodes.Ok;
    }
}
