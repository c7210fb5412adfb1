using Demur.Models.Checkpoints.Configs;
using Demur.Tensors;

namespace Demur.Models.Checkpoints;

/// <summary>The memory that a checkpoint takes, in bytes: counted where it follows from the shape, estimated where it depends on the work.</summary>
public sealed record MemoryNeeds
{
    /// <summary>The tokens computed at once that <see cref="LoraTuning"/> and <see cref="FullTuning"/> reckon with: what trainers take unless told otherwise.</summary>
    public const int TokensPerStep = 1024;

    /// <summary>The rank of the adapter that <see cref="LoraTuning"/> reckons with, on every linear layer.</summary>
    public const int AdapterRank = 16;

    // The runtime, libtorch, the tokenizer and what matrix products work in: 240 MB were measured, training takes some more.
    private const long Program = 300_000_000;

    // A trained weight in float32, its gradient and AdamW's two moments.
    private const int BytesPerTrainedWeight = 16;

    /// <summary>Gets the type that the figures are for.</summary>
    public required ScalarType DType { get; init; }

    /// <summary>Gets the bytes of the weights.</summary>
    public required long Weights { get; init; }

    /// <summary>Gets the bytes of keys and values for one token of one conversation.</summary>
    public required long CachePerToken { get; init; }

    /// <summary>Gets the bytes to answer one conversation of the full context.</summary>
    public required long Running { get; init; }

    /// <summary>Gets the bytes to tune an adapter of rank <see cref="AdapterRank"/>; <see langword="null"/> for models that are not tuned.</summary>
    public long? LoraTuning { get; init; }

    /// <summary>Gets the bytes to tune every weight; <see langword="null"/> for models that are not tuned.</summary>
    public long? FullTuning { get; init; }

    /// <summary>Reckons for a checkpoint.</summary>
    /// <param name="checkpoint">The checkpoint; no weights are read.</param>
    /// <param name="dtype">The type of weights and states.</param>
    public static MemoryNeeds Of(Checkpoint checkpoint, ScalarType dtype)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var config = checkpoint.Config;
        var parameters = ModelInfo.CountParameters(checkpoint);
        var weights = parameters * dtype.Size();
        var cache = config.IsEncoder ? 0 : 2L * config.LayerCount * config.KeyValueHeadCount * config.HeadDimension * dtype.Size();
        var running = Program + weights + (cache * config.ContextLength);
        if (config.IsEncoder)
        {
            return new MemoryNeeds { DType = dtype, Weights = weights, CachePerToken = 0, Running = running };
        }

        var states = TokensPerStep * StatesPerToken(config, dtype);
        return new MemoryNeeds
        {
            DType = dtype,
            Weights = weights,
            CachePerToken = cache,
            Running = running,
            LoraTuning = Program + weights + (AdapterRank * RanksOfOne(checkpoint) * BytesPerTrainedWeight) + states,
            FullTuning = Program + (parameters * BytesPerTrainedWeight) + (dtype.Size() < sizeof(float) ? weights : 0) + states,
        };
    }

    // What a block keeps for the gradient: the stream before each half and its norm, queries, keys, values and their result, gate, up and product.
    private static long StatesPerToken(ModelConfig config, ScalarType dtype)
    {
        var attention = (2L * config.HeadCount + (2L * config.KeyValueHeadCount)) * config.HeadDimension;
        var block = (4L * config.HiddenSize) + attention + (3L * config.IntermediateSize);
        return config.LayerCount * block * dtype.Size();
    }

    // An adapter of rank one has a row for the input and a column for the output of each matrix in the blocks.
    private static long RanksOfOne(Checkpoint checkpoint) => checkpoint.Weights.Tensors.Values
        .Where(tensor => tensor.Shape.Count == 2 && tensor.Name.Any(char.IsAsciiDigit))
        .Sum(tensor => tensor.Shape[0] + tensor.Shape[1]);
}
