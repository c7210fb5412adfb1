namespace Demur.Models.Tokenizers.Vocabulary;

/// <summary>A token that was found in a text, as a range of bytes, with its value.</summary>
internal readonly record struct TrieMatch(int Start, int End, int Value);
