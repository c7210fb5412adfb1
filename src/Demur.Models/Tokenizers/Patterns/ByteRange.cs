namespace Demur.Models.Tokenizers.Patterns;

/// <summary>A range of bytes of a text.</summary>
internal readonly record struct ByteRange(int Start, int End);
