using System.CommandLine;
using Demur.Abstractions;
using Demur.Cli.Checkpoints;
using Demur.Cli.Targets;
using Demur.Models;
using Demur.Models.Adapters;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Writing;
using Demur.Tensors;

namespace Demur.Cli.Commands;

/// <summary><c>demur model export</c>: what came out of Demur, in the form that another program loads.</summary>
internal static class ModelExportCommand
{
    private static readonly Argument<string> Model = new("model") { Description = "A tuning run, an adapter folder, a checkpoint or a name." };
    private static readonly Option<string> For = new("--for") { Description = "transformers, vllm, llama.cpp or peft.", Required = true };
    private static readonly Option<string> Out = new("--out") { Description = "The folder, or for llama.cpp the .gguf file.", Required = true };
    private static readonly Option<string?> Base = CommonOptions.Base();
    private static readonly Option<double?> LoraScale = CommonOptions.LoraScale();
    private static readonly Option<string?> Quantisation = new("--quantisation") { Description = "llama.cpp: F32, F16, BF16, Q8_0, Q4_0 or Q4_1; left out, the type that the weights have." };
    private static readonly Option<string?> DType = new("--dtype") { Description = "transformers, vllm and peft: float32, bfloat16 or float16; left out, the type that the weights have." };

    public static Command Create()
    {
        var command = new Command("export", "Write a model for another program: adapters are merged, except for PEFT.") { Model, For, Out, Base, LoraScale, Quantisation, DType };
        command.SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed, cancellationToken), cancellationToken));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (program, path) = (parsed.GetRequiredValue(For), parsed.GetRequiredValue(Out));
        CheckOptions(parsed, program, path);
        ModelOutput.RequireFree(path);
        var source = LocalTarget.ResultOf(parsed.GetRequiredValue(Model));
        var options = new CheckpointOptions { Base = parsed.GetValue(Base), AdapterScale = parsed.GetValue(LoraScale) };
        if (program == "peft")
        {
            WriteAdapter(path, source, options, LocalTarget.ParseDType(parsed.GetValue(DType)));
        }
        else
        {
            using var model = ModelToWrite.Open(source, options, LocalTarget.ParseDType(parsed.GetValue(DType)));
            if (program == "llama.cpp")
            {
                ModelOutput.WriteGguf(path, model, ModelOutput.ParseQuantisation(parsed.GetValue(Quantisation)), cancellationToken);
            }
            else
            {
                ModelOutput.WriteFolder(path, model, [.. parsed.Tokens.Select(token => token.Value)], cancellationToken);
            }
        }

        Terminal.Out.WriteLine($"{path}: {ModelOutput.SizeOf(path)}; load it with {Loading(program, path)}");
        return ExitCodes.Ok;
    }

    private static void CheckOptions(ParseResult parsed, string program, string path)
    {
        var fault = program switch
        {
            "transformers" or "vllm" or "peft" when ModelOutput.IsGguf(path) => $"--out is '{path}', but {program} loads a folder. Name one without .gguf.",
            "transformers" or "vllm" or "peft" when parsed.GetValue(Quantisation) is not null => "--quantisation is for llama.cpp; a folder takes --dtype.",
            "peft" when parsed.GetValue(LoraScale) is not null => "--lora-scale is for merged exports; an adapter keeps its scale, and PEFT sets its own with set_scale.",
            "llama.cpp" when !ModelOutput.IsGguf(path) => $"--out is '{path}', but llama.cpp loads a file. Name one that ends in .gguf.",
            "llama.cpp" when parsed.GetValue(DType) is not null => "--dtype is for folders; a .gguf file takes --quantisation.",
            "transformers" or "vllm" or "llama.cpp" or "peft" => null,
            _ => $"--for is '{program}'; known are transformers, vllm, llama.cpp and peft.",
        };
        if (fault is not null)
        {
            throw new DemurException(fault);
        }

        _ = ModelOutput.ParseQuantisation(parsed.GetValue(Quantisation));
    }

    private static void WriteAdapter(string path, string source, CheckpointOptions options, ScalarType? dtype)
    {
        using var checkpoint = Checkpoint.Open(source, options);
        if (checkpoint.AdapterPath is not { } folder)
        {
            throw new DemurException($"{checkpoint.Path}: is a whole model, not an adapter. Export it for transformers or llama.cpp.");
        }

        // Other programs know an embedded model by its name on the hub.
        var named = EmbeddedModels.HubName(options.Base ?? LoraAdapter.BaseNameOf(folder) ?? checkpoint.Name);
        using var model = CausalLanguageModel.Load(checkpoint.Config, checkpoint.Weights);
        using var adapter = LoraAdapter.Load(model, folder);
        adapter.Save(path, named, dtype: dtype);
    }

    private static string Loading(string program, string path) => program switch
    {
        "transformers" => $"AutoModelForCausalLM.from_pretrained(\"{path}\")",
        "vllm" => $"vllm serve {path}",
        "llama.cpp" => $"llama-server -m {path}",
        _ => $"PeftModel.from_pretrained(base, \"{path}\")",
    };
}
