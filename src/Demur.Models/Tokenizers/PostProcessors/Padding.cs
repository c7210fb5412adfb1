namespace Demur.Models.Tokenizers.PostProcessors;

/// <summary>How encodings are filled up, as a tokenizer file asks for it.</summary>
/// <param name="FixedLength">The length, or null for the longest of the batch.</param>
/// <param name="MultipleOf">The length is rounded up to a multiple of this; 0 or 1 for none.</param>
/// <param name="PadId">The id of the padding.</param>
/// <param name="PadTypeId">The segment of the padding.</param>
/// <param name="Left">Whether the padding goes in front.</param>
internal sealed record Padding(int? FixedLength, int MultipleOf, int PadId, int PadTypeId, bool Left);
