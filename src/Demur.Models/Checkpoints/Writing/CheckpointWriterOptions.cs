using System.Text.Json.Nodes;
using Demur.Abstractions;

namespace Demur.Models.Checkpoints.Writing;

/// <summary>How a checkpoint folder is written.</summary>
public sealed record CheckpointWriterOptions
{
    private const long SmallestShard = 1 << 10;

    /// <summary>Gets the bytes above which weights are spread over several files.</summary>
    /// <value>The default is 5 GB, as in Transformers 4.</value>
    public long ShardBytes { get; init; } = 5_000_000_000;

    /// <summary>Gets what made the folder, written into it as <c>demur.json</c>.</summary>
    /// <value>The default is null: nothing is written.</value>
    public JsonObject? Provenance { get; init; }

    /// <summary>Gets keys of <c>config.json</c> that differ from the origin's, such as the architecture of a model with another head.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyDictionary<string, JsonNode?> ConfigChanges { get; init; } = new Dictionary<string, JsonNode?>();

    /// <summary>Gets what changes the files beside configuration and weights before the folder gets its name.</summary>
    /// <value>The default is null: they are the origin's.</value>
    internal Action<string>? Finish { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="DemurException">A shard would be smaller than any tensor.</exception>
    internal void Validate()
    {
        if (ShardBytes < SmallestShard)
        {
            throw new DemurException($"A shard of {ShardBytes:N0} bytes is too small; give at least {SmallestShard:N0}.");
        }
    }
}
