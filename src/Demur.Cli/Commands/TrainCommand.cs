using System.CommandLine;

namespace Demur.Cli.Commands;

/// <summary><c>demur train</c>: the trainers.</summary>
internal static class TrainCommand
{
    public static Command Create() => new("train", "Tune a model.") { TrainSftCommand.Create(), TrainDpoCommand.Create(), TrainKtoCommand.Create(), TrainDertaCommand.Create(), TrainRewardCommand.Create(), TrainRaftCommand.Create(), TrainSchemaCommand.Create() };
}
