using System.CommandLine;
using Demur.Abstractions;
using Demur.Cli.Targets;

namespace Demur.Cli;

/// <summary>The options that say what acts on a local model while it answers.</summary>
internal sealed class InterventionCommandOptions
{
    private const double LargestCoefficient = 1000;

    private readonly Option<string?> _ablate = new("--ablate") { Description = "A direction that is taken out of the residual stream: a .safetensors file, or the folder of 'demur direction find'." };
    private readonly Option<string?> _add = new("--add") { Description = "A direction that is added to what enters its layer." };
    private readonly Option<double> _coefficient = new("--coefficient") { Description = "What the added direction is multiplied by; -1 subtracts it.", DefaultValueFactory = _ => 1 };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _ablate, _add, _coefficient })
        {
            command.Add(option);
        }
    }

    public InterventionSettings Read(ParseResult parsed) => new()
    {
        Ablate = parsed.GetValue(_ablate),
        Add = parsed.GetValue(_add),
        Coefficient = parsed.GetValue(_coefficient) is var factor && Math.Abs(factor) <= LargestCoefficient
            ? factor
            : throw new DemurException($"--coefficient is {factor}; give {-LargestCoefficient} to {LargestCoefficient}."),
    };
}
