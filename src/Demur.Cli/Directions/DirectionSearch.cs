using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Cli.Targets;
using Demur.Models;
using Demur.Models.ChatTemplates;
using Demur.Steering.Directions;

namespace Demur.Cli.Directions;

/// <summary>A search for a direction in a folder: which model, which prompts, how.</summary>
internal sealed record DirectionSearch
{
    public required string Model { get; init; }

    public required LocalModelOptions Placement { get; init; }

    public required PromptSplit Split { get; init; }

    public required string Folder { get; init; }

    public required bool Resume { get; init; }

    public required int Seed { get; init; }

    public required DirectionFindOptions Options { get; init; }

    public SystemPromptMode System { get; init; } = SystemPromptMode.None;

    /// <summary>Gets the refusal tokens as given, or null to read them off the model's own refusals.</summary>
    public string? RefusalTokens { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Runs what is not done yet, and leaves direction and result in the folder.</summary>
    public async Task<DirectionResult> RunAsync(CancellationToken cancellationToken)
    {
        using var local = LocalModel.Open(LocalTarget.ResultOf(Model), Placement);
        var identity = ModelIdentity.Of(local.Path, local.AdapterPath);
        DirectionFolder.Open(Folder, Resume, new
        {
            Model = local.Name, Identity = identity, DType = local.Model.ComputeDType, Seed, Harmful = Split.Hash(harmful: true), Harmless = Split.Hash(harmful: false),
            System, RefusalTokens, Options,
        });
        using var line = new ProgressLine(TimeProvider.System);
        var tokens = await RefusalTokenFinder.FindAsync(local, (Folder, RefusalTokens, System), Split, cancellationToken).ConfigureAwait(false);
        var metadata = new Dictionary<string, string>
        {
            ["model"] = local.Name, ["identity"] = identity, ["seed"] = Seed.ToString(CultureInfo.InvariantCulture), ["system_prompt"] = System.ToString(),
            ["made_by"] = "demur " + typeof(DirectionSearch).Assembly.GetName().Version!.ToString(3), ["arguments"] = string.Join(' ', Arguments),
        };

        // The model belongs to one thread while it searches.
        var result = await Task.Run(
            () => new DirectionRun(local.Model, Options, Folder, new LineProgress(line)).Run(Split.Render(new PromptRenderer(local, System)), tokens, metadata, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        WholeFile.Write(Path.Combine(Folder, DirectionRun.ResultFile), JsonSerializer.Serialize(result, DemurJson.Indented));
        return result;
    }

    private sealed class LineProgress(ProgressLine line) : IProgress<DirectionProgress>
    {
        public void Report(DirectionProgress value) => line.Show(
            string.Create(CultureInfo.InvariantCulture, $"direction: {value.Stage} {value.Done}/{value.Total}"), always: value.Done == value.Total);
    }
}
