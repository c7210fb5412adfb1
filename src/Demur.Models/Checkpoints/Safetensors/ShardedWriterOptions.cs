namespace Demur.Models.Checkpoints.Safetensors;

/// <summary>How weights are spread over files.</summary>
/// <param name="ShardBytes">The bytes above which a file is full.</param>
/// <param name="Metadata">Texts for every file's header.</param>
internal sealed record ShardedWriterOptions(long ShardBytes, IReadOnlyDictionary<string, string>? Metadata);
