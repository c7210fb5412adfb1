using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Safeguards;
using Demur.Models.Generation;
using Demur.Models.Interventions;
using Demur.Steering.Directions;

namespace Demur.Cli.Targets;

/// <summary>Files and numbers of what acts on a local model while it answers.</summary>
internal sealed record InterventionSettings
{
    /// <summary>Gets the file or run of a direction to ablate, or null.</summary>
    public string? Ablate { get; init; }

    /// <summary>Gets the file or run of a direction to add, or null.</summary>
    public string? Add { get; init; }

    /// <summary>Gets what the added direction is multiplied by.</summary>
    public double Coefficient { get; init; } = 1;

    /// <summary>Gets the self-contrastive decoding, or null for plain decoding.</summary>
    public ContrastOptions? Contrast { get; init; }

    /// <summary>Gets prompts of the library, by name or file, that are put around the target; the first acts on the request first.</summary>
    public IReadOnlyList<string> Prompts { get; init; } = [];

    /// <summary>Gets the file or run of a soft prompt, or null.</summary>
    public string? SoftPrompt { get; init; }

    /// <summary>Gets whether nothing acts inside a model.</summary>
    public bool LeavesModelAlone => Ablate is null && Add is null && Contrast is null && SoftPrompt is null;

    /// <summary>Reads the files; the second value names everything for the record.</summary>
    public (InterventionOptions Options, IReadOnlyDictionary<string, string> Resolved) Read()
    {
        var resolved = new Dictionary<string, string>();
        List<DirectionIntervention> directions = [];
        if (Ablate is not null)
        {
            var direction = RefusalDirection.Read(Ablate);
            directions.Add(new DirectionIntervention { Vector = direction.Vector });
            resolved["ablate"] = Identity(direction);
        }

        if (Add is not null)
        {
            var direction = RefusalDirection.Read(Add);
            directions.Add(new DirectionIntervention { Vector = direction.Vector, AddedAt = direction.Layer, Coefficient = Coefficient });
            resolved["add"] = Identity(direction);
            resolved["coefficient"] = Coefficient.ToString(CultureInfo.InvariantCulture);
        }

        if (Contrast is { } contrast)
        {
            resolved["self_cd"] = JsonSerializer.Serialize(contrast, DemurJson.Line);
        }

        var soft = SoftPrompt is null ? null : Demur.Models.Interventions.SoftPrompt.Read(SafeguardFolder.PromptOf(SoftPrompt));
        if (soft is not null)
        {
            resolved["soft_prompt"] = string.Create(CultureInfo.InvariantCulture, $"{Hash(soft.Values)} of {soft.Tokens} vectors");
        }

        return (new InterventionOptions { Directions = directions, Contrast = Contrast, SoftPrompt = soft }, resolved);
    }

    // What makes a direction itself: its values and its layer.
    private static string Identity(RefusalDirection direction) =>
        $"{Hash(direction.Vector)} layer {direction.Layer.ToString(CultureInfo.InvariantCulture)}";

    private static string Hash(IReadOnlyList<float> values) => ShortHash.Of(values.SelectMany(BitConverter.GetBytes).ToArray());
}
