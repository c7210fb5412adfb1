namespace Demur.Models.Tokenizers.PostProcessors;

/// <summary>How long encodings are cut, as a tokenizer file asks for it.</summary>
internal sealed record Truncation(int MaxLength, int Stride, string Strategy, bool Left);
