using System.CommandLine;
using Demur.Abstractions;
using Demur.Cli.Targets;
using Demur.Guardrails.Prompts;
using Demur.Models.Generation;

namespace Demur.Cli;

/// <summary>The options that say what acts on a local model while it answers.</summary>
internal sealed class InterventionCommandOptions
{
    private const double LargestCoefficient = 1000;

    private readonly Option<string?> _ablate = new("--ablate") { Description = "A direction that is taken out of the residual stream: a .safetensors file, or the folder of 'demur direction find'." };
    private readonly Option<string?> _add = new("--add") { Description = "A direction that is added to what enters its layer." };
    private readonly Option<double> _coefficient = new("--coefficient") { Description = "What the added direction is multiplied by; -1 subtracts it.", DefaultValueFactory = _ => 1 };

    private readonly Option<string?> _emphasis = new("--self-cd") { Description = "Self-contrastive decoding: the system prompt of the emphasised context, by name ('demur prompts list') or as a text." };
    private readonly Option<string?> _plain = new("--self-cd-plain") { Description = "The system prompt of the other context, by name or as a text; left out, none at all." };
    private readonly Option<double> _alpha = new("--alpha") { Description = "The weight of the other context: 0 is plain decoding with the emphasis, 1 without, above 1 moves away from it.", DefaultValueFactory = _ => 2.5 };
    private readonly Option<string> _form = new("--self-cd-form") { Description = "difference, of logits, or mixture, of probabilities.", DefaultValueFactory = _ => "difference" };
    private readonly Option<double> _plausibility = new("--plausibility") { Description = "The share of the likeliest emphasised token's probability that a token needs; 0 for no such bound.", DefaultValueFactory = _ => 0 };
    private readonly Option<string?> _soft = new("--soft-prompt") { Description = "A trained safety prompt that stands in the system message: a .safetensors file, or the folder of 'demur safeguard train'." };
    private readonly Option<string?> _mitigate = new("--mitigate") { Description = "Prompts put around any target, by name or .json file, separated by commas; the first acts first." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _ablate, _add, _coefficient, _emphasis, _plain, _alpha, _form, _plausibility, _mitigate, _soft })
        {
            command.Add(option);
        }
    }

    public InterventionSettings Read(ParseResult parsed) => new()
    {
        Contrast = parsed.GetValue(_emphasis) is { } emphasis ? Contrast(parsed, emphasis) : null,
        Prompts = parsed.GetValue(_mitigate)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
        SoftPrompt = parsed.GetValue(_soft),
        Ablate = parsed.GetValue(_ablate),
        Add = parsed.GetValue(_add),
        Coefficient = parsed.GetValue(_coefficient) is var factor && Math.Abs(factor) <= LargestCoefficient
            ? factor
            : throw new DemurException($"--coefficient is {factor}; give {-LargestCoefficient} to {LargestCoefficient}."),
    };

    private ContrastOptions Contrast(ParseResult parsed, string emphasis)
    {
        var options = new ContrastOptions
        {
            Emphasis = SafetyPromptLibrary.SystemText(emphasis),
            Plain = SafetyPromptLibrary.SystemText(parsed.GetValue(_plain) ?? ""),
            Alpha = parsed.GetValue(_alpha),
            Form = parsed.GetRequiredValue(_form) switch
            {
                "difference" => ContrastForm.Difference,
                "mixture" => ContrastForm.Mixture,
                var other => throw new DemurException($"--self-cd-form is '{other}'; known are difference and mixture."),
            },
            Plausibility = parsed.GetValue(_plausibility),
        };
        options.Check();
        return options;
    }
}
