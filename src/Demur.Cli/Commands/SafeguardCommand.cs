using System.CommandLine;

namespace Demur.Cli.Commands;

/// <summary><c>demur safeguard</c>: safety prompts that are trained.</summary>
internal static class SafeguardCommand
{
    public static Command Create() => new("safeguard", "Train a safety prompt as vectors, the model left as it is (DRO), and use it.")
    {
        SafeguardTrainCommand.Create(),
        SafeguardApplyCommand.Create(),
        SafeguardPlotCommand.Create(),
    };
}
