using System.CommandLine;
using Demur.Models.Checkpoints;

namespace Demur.Cli;

/// <summary>Options that mean the same in every command.</summary>
internal static class CommonOptions
{
    /// <summary>The most tokens that can be asked for; a model's context ends before.</summary>
    public const int MostTokens = 1_000_000;

    /// <summary>The highest temperature: every token is about as likely as every other.</summary>
    public const float MostTemperature = 100;

    /// <summary>The target of commands that look inside it or load it themselves.</summary>
    public static Option<string> LocalTarget() => new("--target")
    {
        Description = "What answers: a checkpoint folder, a .gguf file, an adapter folder, a tuning run, the name of an embedded model, org/name of a pulled one.",
        DefaultValueFactory = _ => EmbeddedModels.Instruct,
    };

    public static Option<string> Target() => new("--target")
    {
        Description = "What answers: a checkpoint folder, a .gguf file, an adapter folder, the name of an embedded model, org/name of a pulled one; openai:MODEL (any compatible --endpoint), anthropic:MODEL, command:LINE.",
        DefaultValueFactory = _ => EmbeddedModels.Instruct,
    };

    public static Option<string> Model() => new("--model")
    {
        Description = "The checkpoint that is trained or edited.",
        DefaultValueFactory = _ => EmbeddedModels.Instruct,
    };

    public static Option<string?> Base() => new("--base") { Description = "The base model of an adapter folder, where it is not the one that the adapter names." };

    public static Option<DirectoryInfo> Out(string what) => new("--out")
    {
        Description = $"The folder for {what}; a folder with a finished or another run is refused.",
        Required = true,
    };

    public static Option<int?> Limit() => new Option<int?>("--limit") { Description = "At most this many samples of each suite, drawn with --seed." }.Within(1, int.MaxValue);

    public static Option<int> Seed() => new("--seed")
    {
        Description = "The seed of everything drawn; it is recorded.",
        DefaultValueFactory = _ => 0,
    };

    public static Option<double?> LoraScale() => new("--lora-scale")
    {
        Description = "A factor on an adapter's change: 0 is its base, 1 the adapter as it was trained.",
    };

    public static Option<FileInfo?> Calibration() => new("--calibration")
    {
        Description = "What 'demur calibrate' wrote: its scale and its refusal threshold are applied.",
    };

    public static Option<bool> Json() => new("--json") { Description = "Print the result as JSON." };

    public static Option<bool> Resume() => new("--resume") { Description = "Go on with the run in --out." };

    public static Option<string> DType() => new("--dtype")
    {
        Description = "auto, float32 or bfloat16; auto takes bfloat16 only where the processor or GPU computes in it.",
        DefaultValueFactory = _ => "auto",
    };

    /// <summary>The same for commands that only answer.</summary>
    public static Option<string> AnsweringDType() => new("--dtype")
    {
        Description = "auto, float32, bfloat16 or stored; auto takes bfloat16 only where the processor or GPU computes in it, stored keeps a .gguf file's Q8_0, Q4_0 and Q4_1 blocks.",
        DefaultValueFactory = _ => "auto",
    };

    public static Option<string> Device() => new("--device")
    {
        Description = "cpu, cuda or cuda:N.",
        DefaultValueFactory = _ => "cpu",
    };
}
