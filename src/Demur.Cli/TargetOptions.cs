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
    private readonly Option<string> _dtype = CommonOptions.AnsweringDType();
    private readonly Option<string> _device = CommonOptions.Device();
    private readonly Option<string?> _endpoint = Endpoint("of an openai: or anthropic: target");
    private readonly Option<string?> _key = KeyVariable();
    private readonly InterventionCommandOptions _interventions = new();
    private readonly Option<string?> _system = new("--system")
    {
        Description = "The system prompt; \"\" for none at all. Left out, the chat template puts in its own default, if it has one.",
    };

    private readonly Option<float> _temperature = new Option<float>("--temperature") { Description = "0 answers greedily.", DefaultValueFactory = _ => 0 }.Within(0, CommonOptions.MostTemperature);
    private readonly Option<float?> _topP = new Option<float?>("--top-p") { Description = "The share of probability that sampling keeps." }.Above(0, 1);
    private readonly Option<int?> _topK = new Option<int?>("--top-k") { Description = "The number of tokens that sampling keeps." }.Within(1, int.MaxValue);
    private readonly Option<string?> _prefill = new("--prefill") { Description = "The beginning of the answer, which the target continues." };
    private readonly Option<int?> _tokens = new Option<int?>("--tokens") { Description = "The most tokens of an answer, in place of each suite's own limit." }.Within(1, CommonOptions.MostTokens);

    /// <summary>Makes <c>--endpoint</c>.</summary>
    public static Option<string?> Endpoint(string what) => new("--endpoint") { Description = $"The address {what}, such as http://localhost:8000/v1." };

    /// <summary>Makes <c>--key-variable</c>.</summary>
    public static Option<string?> KeyVariable() => new("--key-variable") { Description = "The environment variable that holds the key; OPENAI_API_KEY or ANTHROPIC_API_KEY by default." };

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

    public int? Tokens(ParseResult parsed) => parsed.GetValue(_tokens);

    public DecodingSettings Decoding(ParseResult parsed) => new()
    {
        SystemPrompt = parsed.GetValue(_system),
        Temperature = parsed.GetValue(_temperature),
        TopP = parsed.GetValue(_topP),
        TopK = parsed.GetValue(_topK),
        Prefill = parsed.GetValue(_prefill),
    };

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
