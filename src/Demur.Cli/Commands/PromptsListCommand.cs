using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Guardrails.Prompts;

namespace Demur.Cli.Commands;

/// <summary><c>demur prompts list</c>: the shipped prompts.</summary>
internal static class PromptsListCommand
{
    private const string NoPrompt = "none";

    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("list", "List the shipped prompts.") { Json };
        command.SetAction(Run);
        return command;
    }

    private static string Effect(PromptEffects? effects, string prompt, SampleLabel label) =>
        effects?.Effects.FirstOrDefault(effect => effect.Prompt == prompt && effect.Label == label) is not { } effect ? "not measured"
        : effect is { Change: { } change, ChangeInterval: { } interval } ? $"{Words.Rate(effect.Refused)} ({Words.Change(change, interval)})"
        : Words.Rate(effect.Refused);

    private static int Run(ParseResult parsed)
    {
        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(new { Prompts = SafetyPromptLibrary.All, Measured = PromptEffects.Shipped }, DemurJson.Indented));
            return ExitCodes.Ok;
        }

        var effects = PromptEffects.Shipped;
        var table = new PlainTable("prompt", "kind", "licence", "harmful refused (change)", "harmless refused (change)", "meant for");
        table.Add("none", "", "", Effect(effects, NoPrompt, SampleLabel.Harmful), Effect(effects, NoPrompt, SampleLabel.Harmless), "");
        foreach (var prompt in SafetyPromptLibrary.All)
        {
            table.Add(
                prompt.Identity, prompt.Kind.ToString(), prompt.Licence ?? "not stated", Effect(effects, prompt.Identity, SampleLabel.Harmful), Effect(effects, prompt.Identity, SampleLabel.Harmless),
                prompt.IntendedUse);
        }

        table.Write();
        if (effects is not null)
        {
            var sizes = effects.Effects.Where(effect => effect.Prompt == NoPrompt).Select(effect => $"{effect.Suite} {Words.Label(effect.Label)} n = {effect.Refused.Scored}");
            Terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Measured on {effects.Target}, {effects.Date:yyyy-MM-dd}: {string.Join(", ", sizes)}; shares refused with 95 % intervals, changes over the same samples with paired ones. Again: {effects.Command}"));
        }

        return ExitCodes.Ok;
    }
}
