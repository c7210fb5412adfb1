namespace Demur.Models.Checkpoints.Gguf.Blocks;

/// <summary>Turns whole blocks into values.</summary>
/// <remarks>Every decoder is optimised at its first call: a model's weights pass through it before a second tier would be compiled.</remarks>
internal delegate void BlockDecoder(ReadOnlySpan<byte> stored, Span<float> values);
