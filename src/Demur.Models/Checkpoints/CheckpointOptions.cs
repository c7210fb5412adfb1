namespace Demur.Models.Checkpoints;

/// <summary>What a user may add to a checkpoint's path.</summary>
public sealed record CheckpointOptions
{
    /// <summary>Gets the base model of an adapter folder; <see langword="null"/> to take the one that the adapter names.</summary>
    public string? Base { get; init; }

    /// <summary>Gets the factor on an adapter's change; see <see cref="Adapters.LoraAdapter.SetStrength"/>.</summary>
    /// <value>The default is null: the adapter as it was trained.</value>
    public double? AdapterScale { get; init; }
}
