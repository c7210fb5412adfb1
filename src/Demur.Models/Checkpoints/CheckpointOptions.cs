namespace Demur.Models.Checkpoints;

/// <summary>What a user may add to a checkpoint's path.</summary>
public sealed record CheckpointOptions
{
    /// <summary>Gets the base model of an adapter folder; <see langword="null"/> to take the one that the adapter names.</summary>
    public string? Base { get; init; }
}
