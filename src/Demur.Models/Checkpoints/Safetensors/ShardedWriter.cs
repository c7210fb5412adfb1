using System.Globalization;
using System.Text.Json.Nodes;
using Demur.Models.Checkpoints.Writing;

namespace Demur.Models.Checkpoints.Safetensors;

/// <summary>Writes weights into one file, or above a size into several with an index.</summary>
internal static class ShardedWriter
{
    /// <summary>Writes into a folder that is itself temporary.</summary>
    public static void Write(string folder, IReadOnlyList<TensorToWrite> tensors, ShardedWriterOptions options, CancellationToken cancellationToken)
    {
        var shards = Split(tensors, options.ShardBytes);
        if (shards.Count <= 1)
        {
            AtomicOutput.WriteThrough(Path.Combine(folder, FolderWeights.SingleFile), stream => SafetensorsWriter.Write(stream, tensors, options.Metadata, cancellationToken));
            return;
        }

        var map = new JsonObject();
        for (var index = 0; index < shards.Count; index++)
        {
            var shard = shards[index];
            var name = string.Create(CultureInfo.InvariantCulture, $"model-{index + 1:D5}-of-{shards.Count:D5}.safetensors");
            AtomicOutput.WriteThrough(Path.Combine(folder, name), stream => SafetensorsWriter.Write(stream, shard, options.Metadata, cancellationToken));
            foreach (var tensor in shard)
            {
                map[tensor.Name] = name;
            }
        }

        var root = new JsonObject
        {
            ["metadata"] = new JsonObject { ["total_size"] = tensors.Sum(tensor => tensor.Bytes) },
            ["weight_map"] = map,
        };
        JsonOutput.Write(Path.Combine(folder, FolderWeights.IndexFile), root);
    }

    private static List<List<TensorToWrite>> Split(IReadOnlyList<TensorToWrite> tensors, long shardBytes)
    {
        var shards = new List<List<TensorToWrite>>();
        var filled = long.MaxValue;
        foreach (var tensor in tensors)
        {
            if (filled > shardBytes - tensor.Bytes)
            {
                shards.Add([]);
                filled = 0;
            }

            shards[^1].Add(tensor);
            filled += tensor.Bytes;
        }

        return shards;
    }
}
