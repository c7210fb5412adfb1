namespace Demur.Models.Tokenizers.PostProcessors;

/// <summary>A place in a template: one of the texts, or special tokens.</summary>
/// <param name="Sequence">0 for the first text and 1 for the second.</param>
/// <param name="Ids">The special tokens, or null for a text.</param>
/// <param name="TypeId">The segment.</param>
internal readonly record struct TemplatePiece(int Sequence, IReadOnlyList<int>? Ids, int TypeId);
