using System.CommandLine;

namespace Demur.Cli.Commands;

/// <summary><c>demur direction</c>: the direction in the residual stream along which a model refuses.</summary>
internal static class DirectionCommand
{
    private static readonly Argument<string> Direction = new("direction") { Description = "A .safetensors file, or the folder of 'demur direction find'." };

    public static Command Create() => new("direction", "Find the direction along which a model refuses, and act on it without retraining.")
    {
        DirectionFindCommand.Create(),
        DirectionSelectCommand.Create(),
        DirectionShowCommand.Create(),
        EvalCommand.Create(
            "ablate", "Measure a target while a direction is taken out of its residual stream; takes what 'eval' takes.", [Direction],
            (parsed, settings) => settings with { Ablate = parsed.GetRequiredValue(Direction) }),
        EvalCommand.Create(
            "add", "Measure a target while --coefficient times a direction is added at its layer; takes what 'eval' takes.", [Direction],
            (parsed, settings) => settings with { Add = parsed.GetRequiredValue(Direction) }),
        DirectionOrthogonaliseCommand.Create(),
        DirectionMonitorCommand.Create(),
        DirectionPlotCommand.Create(),
        DirectionSuffixCommand.Create(),
    };
}
