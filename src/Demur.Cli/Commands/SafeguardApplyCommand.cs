using System.CommandLine;
using Demur.Abstractions;
using Demur.Cli.Checkpoints;
using Demur.Cli.Safeguards;
using Demur.Cli.Targets;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Writing;
using Demur.Models.Interventions;

namespace Demur.Cli.Commands;

/// <summary><c>demur safeguard apply</c>: a checkpoint that brings the soft prompt along.</summary>
internal static class SafeguardApplyCommand
{
    private static readonly Argument<string> Prompt = new("prompt") { Description = "A .safetensors file, or the folder of 'demur safeguard train'." };
    private static readonly Option<string> Model = CommonOptions.Model();
    private static readonly Option<string?> Base = CommonOptions.Base();
    private static readonly Option<string> Out = new("--out") { Description = "The Hugging Face folder of the changed model.", Required = true };
    private static readonly Option<string?> DType = new("--dtype") { Description = "float32, bfloat16 or float16; left out, the type of the model's weights (float32 for quantised ones)." };

    public static Command Create()
    {
        var command = new Command("apply", "Save a model with the soft prompt as special tokens that its chat template puts in the system message, for Transformers and others.") { Prompt, Model, Base, Out, DType };
        command.SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed, cancellationToken), cancellationToken));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var path = parsed.GetRequiredValue(Out);
        var type = parsed.GetValue(DType) is { } given ? LocalTarget.ParseDType(given) : null;
        ModelOutput.RequireFree(path);
        if (ModelOutput.IsGguf(path))
        {
            throw new DemurException($"{path}: apply writes a folder. For GGUF take demur model export --for llama.cpp on it.");
        }

        var prompt = SoftPrompt.Read(SafeguardFolder.PromptOf(parsed.GetRequiredValue(Prompt)));
        using var model = ModelToWrite.Open(LocalTarget.ResultOf(parsed.GetRequiredValue(Model)), new CheckpointOptions { Base = parsed.GetValue(Base) }, type);
        var (tensors, options) = SoftPromptCheckpoint.Of(model, prompt);
        ModelOutput.WriteFolder(path, (model.Origin, tensors, options), [.. parsed.Tokens.Select(token => token.Value)], cancellationToken);
        Terminal.Out.WriteLine($"{path}: {ModelOutput.SizeOf(path)}, {prompt.Tokens} vectors in the system message");
        return ExitCodes.Ok;
    }
}
