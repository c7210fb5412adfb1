using System.Globalization;
using System.Security.Cryptography;
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

    public bool IsEmpty => Ablate is null && Add is null;

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

        return (new InterventionOptions { Directions = directions }, resolved);
    }

    // What makes a direction itself: its values and its layer.
    private static string Identity(RefusalDirection direction) =>
        $"{Convert.ToHexStringLower(SHA256.HashData([.. direction.Vector.SelectMany(BitConverter.GetBytes)]))[..16]} layer {direction.Layer.ToString(CultureInfo.InvariantCulture)}";
}
