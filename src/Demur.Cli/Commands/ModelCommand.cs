using System.CommandLine;

namespace Demur.Cli.Commands;

/// <summary><c>demur model</c>: checkpoints in and out.</summary>
internal static class ModelCommand
{
    public static Command Create() => new("model", "Look at checkpoints, and bring them into the form that other programs load.")
    {
        ModelInfoCommand.Create(),
        ModelConvertCommand.Create(),
        ModelExportCommand.Create(),
        ModelMergeCommand.Create(),
        ModelPullCommand.Create(),
    };
}
