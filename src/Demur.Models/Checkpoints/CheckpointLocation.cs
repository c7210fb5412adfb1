namespace Demur.Models.Checkpoints;

/// <summary>Where a checkpoint was found.</summary>
/// <param name="Name">What to call it: an embedded model's name, or the path as given.</param>
/// <param name="Path">The folder or the GGUF file.</param>
/// <param name="Format">How it lies on disk.</param>
/// <param name="AdapterPath">The adapter folder that named it; <see langword="null"/> without one.</param>
/// <param name="AdapterScale">The factor on the adapter's change that was asked for.</param>
internal sealed record CheckpointLocation(string Name, string Path, CheckpointFormat Format, string? AdapterPath = null, double? AdapterScale = null);
