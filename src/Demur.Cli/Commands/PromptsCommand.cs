using System.CommandLine;

namespace Demur.Cli.Commands;

/// <summary><c>demur prompts</c>: the library of safety prompts.</summary>
internal static class PromptsCommand
{
    public static Command Create() => new("prompts", "Safety prompts and prompted mitigations: what there is, and what each does on both axes.")
    {
        PromptsListCommand.Create(),
        PromptsShowCommand.Create(),
        PromptsMeasureCommand.Create(),
    };
}
