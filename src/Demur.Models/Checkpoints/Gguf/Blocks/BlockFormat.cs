using Demur.Models.Checkpoints.Storage;
using Demur.Tensors;

namespace Demur.Models.Checkpoints.Gguf.Blocks;

/// <summary>A format that keeps values in blocks with scales of their own.</summary>
internal sealed class BlockFormat(string name, int elements, int bytes, BlockDecoder decode, BlockEncoder? encode = null) : IStorageFormat
{
    public string Name => name;

    public ScalarType DType => ScalarType.Float32;

    public int BlockElements => elements;

    public int BlockBytes => bytes;

    public ScalarType? SameBytes => null;

    public void Decode(ReadOnlySpan<byte> stored, Span<float> values) => decode(stored, values);

    /// <summary>Quantises whole blocks as llama.cpp's Python package does.</summary>
    public void Encode(ReadOnlySpan<float> values, Span<byte> stored) =>
        (encode ?? throw new NotSupportedException($"{name} is read but not written."))(values, stored);
}
