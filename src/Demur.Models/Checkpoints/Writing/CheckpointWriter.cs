using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Tensors;

namespace Demur.Models.Checkpoints.Writing;

/// <summary>Saves a model as a Hugging Face folder that Transformers, vLLM and llama.cpp's converters load.</summary>
public static class CheckpointWriter
{
    /// <summary>Writes configuration, weights and everything about the tokenizer; the folder appears whole or not at all.</summary>
    /// <param name="folder">A folder that does not exist yet or is empty.</param>
    /// <param name="origin">The checkpoint that the model was made from: its configuration, tokenizer and template are kept.</param>
    /// <param name="tensors">The weights under their names in Transformers.</param>
    /// <param name="options">Shard size; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Stops between tensors; nothing is left behind.</param>
    /// <exception cref="DemurException">The folder holds something, a tensor is not the configuration's, or the disk is full.</exception>
    public static void Save(
        string folder, Checkpoint origin, IReadOnlyList<TensorToWrite> tensors, CheckpointWriterOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(tensors);
        options ??= new CheckpointWriterOptions();
        options.Validate();
        AtomicOutput.WriteFolder(folder, partial =>
        {
            JsonOutput.Write(Path.Combine(partial, "config.json"), Configuration(origin, tensors, options));
            ShardedWriter.Write(partial, tensors, new ShardedWriterOptions(options.ShardBytes, Metadata(origin)), cancellationToken);
            TokenizerFilesWriter.Write(partial, origin);
            options.Finish?.Invoke(partial);
            if (options.Provenance is { } provenance)
            {
                JsonOutput.Write(Path.Combine(partial, "demur.json"), provenance);
            }
        });
    }

    private static JsonObject Configuration(Checkpoint origin, IReadOnlyList<TensorToWrite> tensors, CheckpointWriterOptions options)
    {
        var config = origin.Config.Source.DeepClone().AsObject();
        var widest = tensors.Where(tensor => tensor.DType.IsFloatingPoint()).MaxBy(tensor => tensor.Bytes)?.DType ?? ScalarType.Float32;

        // Both generations of Transformers read the older key; the newer one is kept where it stood.
        config[config.ContainsKey("dtype") ? "dtype" : "torch_dtype"] = widest switch
        {
            ScalarType.BFloat16 => "bfloat16",
            ScalarType.Float16 => "float16",
            ScalarType.Float64 => "float64",
            _ => "float32",
        };
        foreach (var (key, value) in options.ConfigChanges)
        {
            config[key] = value?.DeepClone();
        }

        return config;
    }

    private static IReadOnlyDictionary<string, string>? Metadata(Checkpoint origin) => (origin.Weights as SafetensorsSource)?.Metadata;
}
