namespace Demur.Models.Checkpoints.Gguf.Blocks;

/// <summary>Turns whole blocks into values.</summary>
internal delegate void BlockDecoder(ReadOnlySpan<byte> stored, Span<float> values);
