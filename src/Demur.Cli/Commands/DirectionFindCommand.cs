using System.CommandLine;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Directions;
using Demur.Cli.Targets;
using Demur.Models.ChatTemplates;
using Demur.Steering.Directions;

namespace Demur.Cli.Commands;

/// <summary><c>demur direction find</c>: refusal tokens, differences of means, choice.</summary>
internal static class DirectionFindCommand
{
    /// <summary>Leaves a template's default system message in.</summary>
    public static readonly Option<bool> KeepSystem = new("--keep-system") { Description = "Leave in the system message that the chat template puts in by itself; the paper has none." };

    private static readonly SelectionCommandOptions Selection = new();
    private static readonly Option<string> Model = CommonOptions.Model();
    private static readonly Option<string?> Base = CommonOptions.Base();
    private static readonly Option<string> Harmful = new("--harmful") { Description = "Suites whose harmful samples are taken, separated by commas.", DefaultValueFactory = _ => "own-direct" };
    private static readonly Option<string> Harmless = new("--harmless") { Description = "Suites whose harmless samples are taken, separated by commas.", DefaultValueFactory = _ => "own-ordinary" };
    private static readonly Option<int> Train = new("--train") { Description = "The prompts of each kind that means are taken over.", DefaultValueFactory = _ => 128 };
    private static readonly Option<int> Validation = new("--validation") { Description = "The prompts of each kind that candidates are scored on.", DefaultValueFactory = _ => 32 };
    private static readonly Option<string?> Tokens = new("--refusal-tokens") { Description = "What refusals begin with: token ids, or texts whose first token is taken, separated by commas. Left out, read off the model's own refusals." };
    private static readonly Option<bool> KeepAll = new("--keep-all") { Description = "Take all prompts, also harmful ones that the model does not refuse and harmless ones that it does." };
    private static readonly Option<DirectoryInfo> Out = CommonOptions.Out("the search");
    private static readonly Option<int> Seed = CommonOptions.Seed();
    private static readonly Option<bool> Resume = CommonOptions.Resume();
    private static readonly Option<string> DType = CommonOptions.DType();
    private static readonly Option<string> Device = CommonOptions.Device();
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("find", "Find the direction along which a model refuses: difference of means, chosen on validation prompts.")
        {
            Model, Base, Harmful, Harmless, Train, Validation, Tokens, KeepAll, KeepSystem, Out, Seed, Resume, DType, Device, Json,
        };
        Selection.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>Reads <c>--keep-system</c>.</summary>
    public static SystemPromptMode SystemMode(ParseResult parsed) => parsed.GetValue(KeepSystem) ? SystemPromptMode.TemplateDefault : SystemPromptMode.None;

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var folder = parsed.GetRequiredValue(Out).FullName;
        var result = await new DirectionSearch
        {
            Model = parsed.GetRequiredValue(Model),
            Placement = LocalTarget.Placement(parsed.GetRequiredValue(DType), parsed.GetRequiredValue(Device)) with { Base = parsed.GetValue(Base) },
            Split = PromptSplit.Draw(parsed.GetRequiredValue(Harmful), parsed.GetRequiredValue(Harmless), (parsed.GetValue(Train), parsed.GetValue(Validation)), parsed.GetValue(Seed)),
            Folder = folder,
            Resume = parsed.GetValue(Resume),
            Seed = parsed.GetValue(Seed),
            Options = new DirectionFindOptions { KeepAll = parsed.GetValue(KeepAll), Selection = Selection.Read(parsed) },
            System = SystemMode(parsed),
            RefusalTokens = parsed.GetValue(Tokens),
            Arguments = [.. parsed.Tokens.Select(token => token.Value)],
        }.RunAsync(cancellationToken).ConfigureAwait(false);
        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(result, DemurJson.Indented));
        }
        else
        {
            DirectionTables.Write(result, folder);
        }

        return result.Found ? ExitCodes.Ok : ExitCodes.Inconclusive;
    }
}
