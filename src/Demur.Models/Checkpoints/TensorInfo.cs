using Demur.Tensors;

namespace Demur.Models.Checkpoints;

/// <summary>What a checkpoint says about one tensor, before any of its values are read.</summary>
public sealed record TensorInfo
{
    /// <summary>Gets the name, as Transformers has it.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the extents in row-major order, as PyTorch has them.</summary>
    public required IReadOnlyList<long> Shape { get; init; }

    /// <summary>Gets the format on disk as the file names it: <c>BF16</c>, <c>Q4_1</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Gets the element type that holds the stored values without loss; for block formats float32.</summary>
    public required ScalarType DType { get; init; }

    /// <summary>Gets the bytes that the tensor takes in the file.</summary>
    public required long StoredBytes { get; init; }

    /// <summary>Gets the number of values.</summary>
    public long ElementCount => Shape.Aggregate(1L, (product, extent) => product * extent);
}
