using Demur.Abstractions;
using Demur.Models.Checkpoints.Storage;

namespace Demur.Models.Checkpoints.Gguf;

/// <summary>Says for each tensor of a GGUF file what it is called in Transformers and how it must be turned.</summary>
internal sealed class GgufLayout(GgufMetadata metadata)
{
    private readonly GgufArchitecture _architecture = GgufArchitecture.Of(metadata);

    public GgufStoredTensor Place(GgufTensor tensor, MappedFile file)
    {
        var name = GgufNames.ToTransformers(tensor.Name, _architecture.Family) ?? tensor.Name;
        var transposed = _architecture.TransposesProjections && tensor.Shape.Count == 2 && tensor.Name.StartsWith("blk.", StringComparison.Ordinal);
        var info = new TensorInfo
        {
            Name = name,
            Shape = tensor.Shape,
            Format = tensor.Format.Name,
            DType = tensor.Format.DType,
            StoredBytes = tensor.Bytes,
        };
        var stored = new StoredTensor
        {
            Info = info,
            File = file,
            Offset = tensor.Offset,
            Format = tensor.Format,
            RowOrder = RowOrder(tensor),
            Shift = _architecture.AddsOneToNorms && tensor.Name.EndsWith("norm.weight", StringComparison.Ordinal) ? -1 : 0,
        };
        return new GgufStoredTensor(stored, transposed ? info with { Shape = [tensor.Shape[1], tensor.Shape[0]] } : info, transposed);
    }

    /// <summary>Gets the stored row of each row of Transformers for a projection into rotated heads.</summary>
    /// <remarks>Transformers keeps the two halves of a head's pairs apart, llama.cpp keeps each pair together.</remarks>
    public static Func<long, long> PairsToHalves(long headWidth) =>
        row => row - (row % headWidth) + (row % headWidth % (headWidth / 2) * 2) + (row % headWidth / (headWidth / 2));

    /// <summary>Gets the row of Transformers for each stored row: the inverse of <see cref="PairsToHalves"/>.</summary>
    public static Func<long, long> HalvesToPairs(long headWidth) =>
        row => row - (row % headWidth) + (row % headWidth / 2) + (row % 2 * (headWidth / 2));

    private Func<long, long>? RowOrder(GgufTensor tensor)
    {
        if (!_architecture.InterleavesRotaryRows || HeadsKey(tensor.Name) is not { } key)
        {
            return null;
        }

        var heads = metadata.Whole($"{_architecture.Name}.attention.{key}")
            ?? metadata.Whole($"{_architecture.Name}.attention.head_count")
            ?? throw new DemurException($"{metadata.Location}: {_architecture.Name}.attention.head_count is missing. The file is corrupt; copy it again.");
        var rows = tensor.Shape is [var first, ..] ? first : 0;
        return heads > 0 && rows > 0 && rows % (2 * heads) == 0
            ? PairsToHalves(rows / heads)
            : throw new DemurException(
                $"{metadata.Location}: tensor {Shown.Name(tensor.Name)} has {rows:N0} rows, which {heads} heads of even width cannot share. The file is corrupt; copy it again.");
    }

    private static string? HeadsKey(string name)
    {
        var part = name.StartsWith("blk.", StringComparison.Ordinal) ? name[(name.IndexOf('.', 4) + 1)..] : string.Empty;
        return part switch
        {
            "attn_q.weight" or "attn_q.bias" => "head_count",
            "attn_k.weight" or "attn_k.bias" => "head_count_kv",
            _ => null,
        };
    }
}
