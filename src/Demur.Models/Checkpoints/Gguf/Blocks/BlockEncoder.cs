namespace Demur.Models.Checkpoints.Gguf.Blocks;

/// <summary>Turns values into whole blocks.</summary>
internal delegate void BlockEncoder(ReadOnlySpan<float> values, Span<byte> stored);
