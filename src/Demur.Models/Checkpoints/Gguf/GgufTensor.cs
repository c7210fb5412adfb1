using Demur.Models.Checkpoints.Storage;

namespace Demur.Models.Checkpoints.Gguf;

/// <summary>One tensor as a GGUF file lists it.</summary>
/// <param name="Name">The name in the file, such as <c>blk.0.attn_q.weight</c>.</param>
/// <param name="Shape">The extents in row-major order, that is the file's order reversed.</param>
/// <param name="Format">How the values are stored.</param>
/// <param name="Offset">The first byte in the file.</param>
/// <param name="Bytes">The bytes taken.</param>
internal sealed record GgufTensor(string Name, IReadOnlyList<long> Shape, IStorageFormat Format, long Offset, long Bytes);
