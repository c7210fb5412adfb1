using System.CommandLine;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Guardrails.Prompts;

namespace Demur.Cli.Commands;

/// <summary><c>demur prompts show</c>: one prompt whole, in the layout of prompt files.</summary>
internal static class PromptsShowCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "A shipped prompt, or a .json file of the same layout." };

    public static Command Create()
    {
        var command = new Command("show", "Show a prompt's text, source and intended use, as a file that --mitigate takes.") { Name };
        command.SetAction(parsed =>
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(SafetyPromptLibrary.Find(parsed.GetRequiredValue(Name)), DemurJson.Indented));
            return ExitCodes.Ok;
        });
        return command;
    }
}
