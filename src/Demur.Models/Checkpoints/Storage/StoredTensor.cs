namespace Demur.Models.Checkpoints.Storage;

/// <summary>Where a tensor lies in which file and how.</summary>
internal sealed record StoredTensor
{
    public required TensorInfo Info { get; init; }

    public required MappedFile File { get; init; }

    /// <summary>Gets the first byte in the file.</summary>
    public required long Offset { get; init; }

    public required IStorageFormat Format { get; init; }

    /// <summary>Gets which stored row becomes row r; null when rows stand in order.</summary>
    public Func<long, long>? RowOrder { get; init; }

    /// <summary>Gets what is added to every value; Gemma's norms in GGUF are stored with 1 added.</summary>
    public double Shift { get; init; }

    /// <summary>Gets the values that <see cref="RowOrder"/> moves together: a row of a matrix, one entry of a bias.</summary>
    public long RowElements => Info.Shape.Count < 2 ? 1 : Info.Shape[^1];
}
