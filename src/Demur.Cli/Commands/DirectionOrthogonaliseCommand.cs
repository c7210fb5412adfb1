using System.CommandLine;
using Demur.Cli.Checkpoints;
using Demur.Cli.Targets;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Writing;
using Demur.Models.Interventions;
using Demur.Steering.Directions;

namespace Demur.Cli.Commands;

/// <summary><c>demur direction orthogonalise</c>: a checkpoint whose weights cannot write the direction.</summary>
internal static class DirectionOrthogonaliseCommand
{
    private static readonly Argument<string> Direction = new("direction") { Description = "A .safetensors file, or the folder of 'demur direction find'." };
    private static readonly Option<string> Model = CommonOptions.Model();
    private static readonly Option<string?> Base = CommonOptions.Base();
    private static readonly FolderOutputOptions Output = new("changed model", "model");

    public static Command Create()
    {
        var command = Output.AddTo(new Command("orthogonalise", "Take a direction out of a model's weights and save the whole model.") { Direction, Model, Base });
        command.SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed, cancellationToken), cancellationToken));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (path, type) = Output.Read(parsed);
        var direction = RefusalDirection.Read(parsed.GetRequiredValue(Direction));
        using var model = ModelToWrite.Open(LocalTarget.ResultOf(parsed.GetRequiredValue(Model)), new CheckpointOptions { Base = parsed.GetValue(Base) }, type);
        var (tensors, changes) = OrthogonalWeights.Of(model, direction.Vector.ToArray());
        ModelOutput.WriteFolder(path, (model.Origin, tensors, changes), [.. parsed.Tokens.Select(token => token.Value)], cancellationToken);
        Terminal.Out.WriteLine($"{path}: {ModelOutput.SizeOf(path)}");
        return ExitCodes.Ok;
    }
}
