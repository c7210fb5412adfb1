using Demur.Tensors;

namespace Demur.Models.Checkpoints.Storage;

/// <summary>How values lie in a file: single numbers, or blocks of them that share a scale.</summary>
internal interface IStorageFormat
{
    /// <summary>Gets the name in files, for example <c>Q4_1</c>.</summary>
    string Name { get; }

    /// <summary>Gets the element type that holds the values without loss.</summary>
    ScalarType DType { get; }

    /// <summary>Gets the values in a block; 1 for plain numbers.</summary>
    int BlockElements { get; }

    /// <summary>Gets the bytes of a block.</summary>
    int BlockBytes { get; }

    /// <summary>Gets the element type whose bytes in memory are the bytes in the file; null for block formats.</summary>
    ScalarType? SameBytes { get; }

    /// <summary>Turns whole blocks into float32.</summary>
    /// <param name="stored">Whole blocks.</param>
    /// <param name="values">As many values as the blocks hold.</param>
    void Decode(ReadOnlySpan<byte> stored, Span<float> values);
}
