using Demur.Models.Checkpoints.Storage;
using Demur.Models.Checkpoints.Writing;

namespace Demur.Models.Checkpoints.Gguf.Writing;

/// <summary>A tensor on its way into a GGUF file.</summary>
/// <param name="Name">llama.cpp's name.</param>
/// <param name="Source">The tensor as Transformers has it.</param>
/// <param name="Format">How its values are stored.</param>
internal sealed record GgufTensorToWrite(string Name, TensorToWrite Source, IStorageFormat Format)
{
    /// <summary>Gets the row of Transformers for each stored row; null when rows stand in order.</summary>
    public Func<long, long>? RowOrder { get; init; }

    /// <summary>Gets what is added to every value.</summary>
    public double Shift { get; init; }

    public bool Transposed { get; init; }

    /// <summary>Gets the extents in the file, row-major.</summary>
    public IReadOnlyList<long> Shape => Transposed ? [Source.Shape[1], Source.Shape[0]] : Source.Shape;

    public long Bytes => Shape.Aggregate(1L, (product, extent) => product * extent) / Format.BlockElements * Format.BlockBytes;
}
