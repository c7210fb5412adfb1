using System.CommandLine;
using Demur.Training.Recipes;

namespace Demur.Cli.Commands;

/// <summary><c>demur train schema</c>: the JSON schema of recipes.</summary>
internal static class TrainSchemaCommand
{
    public static Command Create()
    {
        var command = new Command("schema", "Print the JSON schema of recipe files: every key with its default and range.");
        command.SetAction(_ => Terminal.Out.Write(BuiltInRecipes.Schema()));
        return command;
    }
}
