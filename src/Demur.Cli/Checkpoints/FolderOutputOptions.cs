using System.CommandLine;
using Demur.Abstractions;
using Demur.Cli.Targets;
using Demur.Tensors;

namespace Demur.Cli.Checkpoints;

/// <summary>The options of commands that write a changed model as a Hugging Face folder.</summary>
/// <param name="model">What the model is called in help.</param>
/// <param name="source">Whose type the weights keep.</param>
internal sealed class FolderOutputOptions(string model, string source)
{
    private readonly Option<string> _out = new("--out") { Description = $"The Hugging Face folder of the {model}.", Required = true };
    private readonly Option<string?> _dtype = new("--dtype") { Description = $"float32, bfloat16 or float16; left out, the type of the {source}'s weights (float32 for quantised ones)." };

    public Command AddTo(Command command)
    {
        command.Add(_out);
        command.Add(_dtype);
        return command;
    }

    /// <summary>Reads the place, which must be free, and the type.</summary>
    /// <exception cref="DemurException">There is something, or the place is a GGUF file.</exception>
    public (string Path, ScalarType? Type) Read(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(_out);
        var type = LocalTarget.ParseDType(parsed.GetValue(_dtype));
        ModelOutput.RequireFree(path);
        return ModelOutput.IsGguf(path)
            ? throw new DemurException($"{path}: {parsed.CommandResult.Command.Name} writes a folder. For GGUF take demur model export --for llama.cpp on it.")
            : (path, type);
    }
}
