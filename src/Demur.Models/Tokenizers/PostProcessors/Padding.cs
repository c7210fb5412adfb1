namespace Demur.Models.Tokenizers.PostProcessors;

/// <summary>How encodings are filled up, as a tokenizer file asks for it.</summary>
internal sealed record Padding
{
    /// <summary>Gets the length, or null for the longest of the batch.</summary>
    public int? FixedLength { get; init; }

    /// <summary>Gets what the length is rounded up to a multiple of; 0 or 1 for nothing.</summary>
    public int MultipleOf { get; init; }

    public int PadId { get; init; }

    public int PadTypeId { get; init; }

    /// <summary>Gets whether the padding goes in front.</summary>
    public bool Left { get; init; }
}
