namespace Demur.Models.Interventions;

/// <summary>A direction that acts on a model while it answers.</summary>
public sealed record DirectionIntervention
{
    /// <summary>Gets the direction at its own length, <c>(hidden)</c>.</summary>
    public required IReadOnlyList<float> Vector { get; init; }

    /// <summary>Gets the block whose input it is added to; null to ablate it everywhere.</summary>
    public int? AddedAt { get; init; }

    /// <summary>Gets what it is multiplied by where it is added; negative values subtract it.</summary>
    /// <value>The default is 1.</value>
    public double Coefficient { get; init; } = 1;

    /// <summary>Starts acting; the scope ends it.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="Abstractions.DemurException">The direction does not fit the model.</exception>
    public IDisposable Begin(ICausalLanguageModel model) => AddedAt is { } layer
        ? Addition.Begin(model, layer, [.. Vector], Coefficient)
        : Ablation.Begin(model, [.. Vector]);
}
