using System.CommandLine;
using System.Globalization;
using Demur.Abstractions;
using Demur.Cli.Targets;
using Demur.Guardrails.Prompts;
using Demur.Models.Generation;

namespace Demur.Cli.Calibration;

/// <summary>The options that say which strength of which defence is chosen.</summary>
internal sealed class StrengthOptions
{
    private const double Largest = 1000;

    private readonly Option<string?> _direction = new("--direction") { Description = "Choose the coefficient of this direction: a .safetensors file, or the folder of 'demur direction find'." };
    private readonly Option<string?> _emphasis = new("--self-cd") { Description = "Choose alpha of self-contrastive decoding with this emphasis: a prompt's name or a text." };
    private readonly Option<string?> _shares = new("--shares") { Description = "Choose the share of safety data: checkpoints that were tuned with one each, as SHARE=CHECKPOINT, separated by commas." };
    private readonly Option<string?> _strengths = new("--strengths") { Description = "The coefficients or alphas to try, separated by commas; 0,0.25,0.5,0.75,1 and 0,0.5,1,1.5,2,2.5,3 when left out." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _direction, _emphasis, _shares, _strengths })
        {
            command.Add(option);
        }
    }

    /// <summary>Reads the candidates and the strength that leaves the model most as it is; null when none of these defences is named.</summary>
    public (string Of, double Neutral, IReadOnlyList<StrengthCandidate> Candidates)? Read(ParseResult parsed, string target) =>
        (parsed.GetValue(_direction), parsed.GetValue(_emphasis), parsed.GetValue(_shares)) switch
        {
            (null, null, null) => null,
            ({ } direction, null, null) => ("coefficient", 0, [.. Numbers(parsed, "0,0.25,0.5,0.75,1").Select(number => new StrengthCandidate(number, target, number == 0
                ? new InterventionSettings()
                : new InterventionSettings { Add = Path.GetFullPath(direction), Coefficient = number }))]),
            (null, { } emphasis, null) => ("alpha", 1, [.. Numbers(parsed, "0,0.5,1,1.5,2,2.5,3").Select(number => new StrengthCandidate(number, target, new InterventionSettings { Contrast = Contrast(emphasis, number) }))]),
            (null, null, { } shares) => ("share", 0, [.. shares.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Share)]),
            _ => throw new DemurException("One strength is chosen at a time. Give one of --direction, --self-cd and --shares."),
        };

    private double[] Numbers(ParseResult parsed, string usual) =>
        [.. (parsed.GetValue(_strengths) ?? usual).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) <= Largest
                ? number
                : throw new DemurException($"--strengths holds '{part}'; give numbers from {-Largest} to {Largest}, such as 0,0.5,1.")).Distinct()];

    private static ContrastOptions Contrast(string emphasis, double alpha)
    {
        var options = new ContrastOptions { Emphasis = SafetyPromptLibrary.SystemText(emphasis), Plain = "", Alpha = alpha };
        options.Check();
        return options;
    }

    private static StrengthCandidate Share(string part) =>
        part.Split('=', 2) is [var number, { Length: > 0 } checkpoint] && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1
            ? new StrengthCandidate(share, checkpoint, new InterventionSettings())
            : throw new DemurException($"--shares holds '{part}'; give the share from 0 to 1 and the checkpoint, such as 0.1=runs/tenth,0.5=runs/half.");
}
