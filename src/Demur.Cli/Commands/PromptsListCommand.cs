using System.CommandLine;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Guardrails.Prompts;

namespace Demur.Cli.Commands;

/// <summary><c>demur prompts list</c>: the shipped prompts.</summary>
internal static class PromptsListCommand
{
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("list", "List the shipped prompts.") { Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(SafetyPromptLibrary.All, DemurJson.Indented));
            return ExitCodes.Ok;
        }

        var table = new PlainTable("prompt", "kind", "meant for");
        foreach (var prompt in SafetyPromptLibrary.All)
        {
            table.Add(prompt.Identity, prompt.Kind.ToString(), prompt.IntendedUse);
        }

        table.Write();
        return ExitCodes.Ok;
    }
}
