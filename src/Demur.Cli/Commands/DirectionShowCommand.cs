using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Steering.Directions;

namespace Demur.Cli.Commands;

/// <summary><c>demur direction show</c>: what a saved direction is and how it was found.</summary>
internal static class DirectionShowCommand
{
    private static readonly Argument<string> Direction = new("direction") { Description = "A .safetensors file, or the folder of 'demur direction find'." };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("show", "Show where a direction was found, its length, its scores and what made it.") { Direction, Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var direction = RefusalDirection.Read(parsed.GetRequiredValue(Direction));
        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(new { direction.Layer, direction.Position, direction.Norm, Hidden = direction.Vector.Count, direction.Metadata }, DemurJson.Indented));
            return ExitCodes.Ok;
        }

        var table = new PlainTable("direction", "");
        table.Add("length", direction.Norm.ToString("F4", CultureInfo.InvariantCulture));
        table.Add("hidden", Words.Count(direction.Vector.Count));
        foreach (var (key, value) in direction.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            table.Add(key, value);
        }

        table.Write();
        return ExitCodes.Ok;
    }
}
