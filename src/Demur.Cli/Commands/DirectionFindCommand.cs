using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Directions;
using Demur.Cli.Output;
using Demur.Cli.Targets;
using Demur.Models;
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
        var options = new DirectionFindOptions { KeepAll = parsed.GetValue(KeepAll), Selection = Selection.Read(parsed) };
        var split = PromptSplit.Draw(parsed.GetRequiredValue(Harmful), parsed.GetRequiredValue(Harmless), (parsed.GetValue(Train), parsed.GetValue(Validation)), parsed.GetValue(Seed));
        var placement = LocalTarget.Placement(parsed.GetRequiredValue(DType), parsed.GetRequiredValue(Device)) with { Base = parsed.GetValue(Base) };
        using var local = LocalModel.Open(LocalTarget.ResultOf(parsed.GetRequiredValue(Model)), placement);
        var identity = ModelIdentity.Of(local.Path, local.AdapterPath);
        var folder = DirectionFolder.Open(parsed.GetRequiredValue(Out).FullName, parsed.GetValue(Resume), new
        {
            Model = local.Name, Identity = identity, DType = local.Model.ComputeDType, Seed = parsed.GetValue(Seed), Harmful = split.Hash(harmful: true), Harmless = split.Hash(harmful: false),
            System = SystemMode(parsed), RefusalTokens = parsed.GetValue(Tokens), Options = options,
        });
        using var line = new ProgressLine(TimeProvider.System);
        var tokens = await RefusalTokenFinder.FindAsync(local, (folder, parsed.GetValue(Tokens), SystemMode(parsed)), split, cancellationToken).ConfigureAwait(false);
        var metadata = new Dictionary<string, string>
        {
            ["model"] = local.Name, ["identity"] = identity, ["seed"] = parsed.GetValue(Seed).ToString(CultureInfo.InvariantCulture), ["system_prompt"] = SystemMode(parsed).ToString(),
            ["made_by"] = "demur " + typeof(DirectionFindCommand).Assembly.GetName().Version!.ToString(3), ["arguments"] = string.Join(' ', parsed.Tokens.Select(token => token.Value)),
        };

        // The model belongs to one thread while it searches.
        var result = await Task.Run(
            () => new DirectionRun(local.Model, options, folder, new LineProgress(line)).Run(split.Render(new PromptRenderer(local, SystemMode(parsed))), tokens, metadata, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        var json = JsonSerializer.Serialize(result, DemurJson.Indented);
        WholeFile.Write(Path.Combine(folder, DirectionRun.ResultFile), json);
        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(json);
        }
        else
        {
            DirectionTables.Write(result, folder);
        }

        return result.Found ? ExitCodes.Ok : ExitCodes.Inconclusive;
    }

    private sealed class LineProgress(ProgressLine line) : IProgress<DirectionProgress>
    {
        public void Report(DirectionProgress value) => line.Show(
            string.Create(CultureInfo.InvariantCulture, $"direction: {value.Stage} {value.Done}/{value.Total}"), always: value.Done == value.Total);
    }
}
