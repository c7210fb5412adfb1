using System.CommandLine;
using Demur.Abstractions;
using Demur.Cli.Checkpoints;
using Demur.Cli.Targets;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Writing;

namespace Demur.Cli.Commands;

/// <summary><c>demur model convert</c>: the same model as a Hugging Face folder or as a GGUF file.</summary>
internal static class ModelConvertCommand
{
    private static readonly Argument<string> Model = new("model") { Description = "A checkpoint folder, a .gguf file, or a name." };
    private static readonly Option<string> Out = new("--out") { Description = "Ends in .gguf: that file. Otherwise: a Hugging Face folder.", Required = true };
    private static readonly Option<string?> Quantisation = new("--quantisation") { Description = "GGUF: F32, F16, BF16, Q8_0, Q4_0 or Q4_1; left out, the type that the weights have." };
    private static readonly Option<string?> DType = new("--dtype") { Description = "Folder: float32, bfloat16 or float16; left out, the type that the weights have (float32 for quantised ones)." };

    public static Command Create()
    {
        var command = new Command("convert", "Bring a checkpoint from Hugging Face's layout to GGUF or back, with tokenizer and chat template.") { Model, Out, Quantisation, DType };
        command.SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed, cancellationToken), cancellationToken));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var path = parsed.GetRequiredValue(Out);
        var quantisation = ModelOutput.ParseQuantisation(parsed.GetValue(Quantisation));
        var gguf = ModelOutput.IsGguf(path);
        if (gguf ? parsed.GetValue(DType) is not null : quantisation is not null)
        {
            throw new DemurException(gguf ? "--dtype is for folders; a .gguf file takes --quantisation." : "--quantisation is for .gguf files; a folder takes --dtype.");
        }

        var type = LocalTarget.ParseDType(parsed.GetValue(DType));
        ModelOutput.RequireFree(path);
        using var model = ModelToWrite.Open(LocalTarget.ResultOf(parsed.GetRequiredValue(Model)), new CheckpointOptions(), type);
        if (model.Origin.AdapterPath is { } adapter)
        {
            throw new DemurException($"{adapter}: is an adapter, not a whole model. Merge it first with demur model merge, or take demur model export.");
        }

        if (gguf)
        {
            ModelOutput.WriteGguf(path, model, quantisation, cancellationToken);
        }
        else
        {
            ModelOutput.WriteFolder(path, model, [.. parsed.Tokens.Select(token => token.Value)], cancellationToken);
        }

        Terminal.Out.WriteLine($"{path}: {ModelOutput.SizeOf(path)}");
        return ExitCodes.Ok;
    }
}
