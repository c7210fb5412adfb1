using System.CommandLine;
using Demur.Abstractions;
using Demur.Cli.Targets;

namespace Demur.Cli;

/// <summary>The options that say what answers and how it decodes.</summary>
internal sealed class TargetOptions
{
    private readonly Option<string> _target = CommonOptions.Target();
    private readonly Option<string?> _name = new("--name") { Description = "The target's name in tables." };
    private readonly Option<double?> _loraScale = CommonOptions.LoraScale();
    private readonly Option<FileInfo?> _calibration = CommonOptions.Calibration();
    private readonly Option<string> _dtype = CommonOptions.DType();
    private readonly Option<string> _device = CommonOptions.Device();
    private readonly Option<string?> _endpoint = new("--endpoint") { Description = "The address of an openai: or anthropic: target, such as http://localhost:8000/v1." };
    private readonly Option<string?> _key = new("--key-variable") { Description = "The environment variable that holds the key; OPENAI_API_KEY or ANTHROPIC_API_KEY by default." };
    private readonly InterventionCommandOptions _interventions = new();
    private readonly Option<string?> _system = new("--system")
    {
        Description = "The system prompt; \"\" for none at all. Left out, the chat template puts in its own default, if it has one.",
    };

    private readonly Option<float> _temperature = new("--temperature") { Description = "0 answers greedily.", DefaultValueFactory = _ => 0 };
    private readonly Option<float?> _topP = new("--top-p") { Description = "The share of probability that sampling keeps." };
    private readonly Option<int?> _topK = new("--top-k") { Description = "The number of tokens that sampling keeps." };
    private readonly Option<string?> _prefill = new("--prefill") { Description = "The beginning of the answer, which the target continues." };
    private readonly Option<int?> _tokens = new("--tokens") { Description = "The most tokens of an answer, in place of each suite's own limit." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _target, _name, _endpoint, _key, _dtype, _device, _system, _temperature, _topP, _topK, _prefill, _tokens, _loraScale, _calibration })
        {
            command.Add(option);
        }

        _interventions.AddTo(command);
    }

    /// <summary>Opens the target.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="acting">Changes what acts on the model, for commands that add to it.</param>
    public OpenTarget Open(ParseResult parsed, Func<InterventionSettings, InterventionSettings>? acting = null)
    {
        var settings = Settings(parsed);
        return TargetOpener.Open(parsed.GetRequiredValue(_target), settings with { Interventions = acting?.Invoke(settings.Interventions) ?? settings.Interventions });
    }

    public int? Tokens(ParseResult parsed) => parsed.GetValue(_tokens) is not { } tokens || tokens > 0
        ? parsed.GetValue(_tokens)
        : throw new DemurException($"--tokens is {tokens}; give 1 or more.");

    public DecodingSettings Decoding(ParseResult parsed)
    {
        var (temperature, topP, topK) = (parsed.GetValue(_temperature), parsed.GetValue(_topP), parsed.GetValue(_topK));
        return temperature is not (>= 0 and <= 10) ? throw new DemurException($"--temperature is {temperature}; give 0 to 10.")
            : topP is not (null or (> 0 and <= 1)) ? throw new DemurException($"--top-p is {topP}; give more than 0 and at most 1.")
            : topK is < 1 ? throw new DemurException($"--top-k is {topK}; give 1 or more.")
            : new DecodingSettings { SystemPrompt = parsed.GetValue(_system), Temperature = temperature, TopP = topP, TopK = topK, Prefill = parsed.GetValue(_prefill) };
    }

    private TargetSettings Settings(ParseResult parsed) => new()
    {
        DType = parsed.GetRequiredValue(_dtype),
        Device = parsed.GetRequiredValue(_device),
        System = parsed.GetValue(_system),
        Endpoint = parsed.GetValue(_endpoint),
        KeyVariable = parsed.GetValue(_key),
        Name = parsed.GetValue(_name),
        LoraScale = parsed.GetValue(_loraScale),
        Calibration = parsed.GetValue(_calibration)?.FullName,
        Interventions = _interventions.Read(parsed),
    };
}
