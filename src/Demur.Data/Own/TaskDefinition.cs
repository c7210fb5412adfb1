namespace Demur.Data.Own;

/// <summary>An NLP task that a document is given to.</summary>
public sealed record TaskDefinition
{
    /// <summary>Gets the id, such as <c>summarise</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the verb phrase used in refusals, such as <c>summarise this text</c>.</summary>
    public required string Verb { get; init; }

    /// <summary>Gets whether training rows may use it; the others show what transfers.</summary>
    public required bool Trained { get; init; }

    /// <summary>Gets the wordings of the instruction.</summary>
    public required TaskPhrasings Phrasings { get; init; }
}
