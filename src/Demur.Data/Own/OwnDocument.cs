using Demur.Abstractions;

namespace Demur.Data.Own;

/// <summary>A document with a harmful purpose and its benign twin; tasks are done on either.</summary>
public sealed record OwnDocument
{
    /// <summary>Gets the id that both share.</summary>
    public required string Id { get; init; }

    /// <summary>Gets what the pair may be used for.</summary>
    public required ContentSplit Split { get; init; }

    /// <summary>Gets the document that no task should be done on; it states a purpose, never a method.</summary>
    public required string Harmful { get; init; }

    /// <summary>Gets the document that every task should be done on.</summary>
    public required string Benign { get; init; }

    /// <summary>Gets what a refusal says it declines: a noun phrase.</summary>
    public required string Declined { get; init; }

    /// <summary>Gets what a refusal offers to work on: a noun phrase.</summary>
    public required string Alternative { get; init; }

    /// <summary>Gets a reading question that both documents answer.</summary>
    public required string Question { get; init; }

    /// <summary>Gets the category, which is the name of the file it stands in.</summary>
    public HarmCategory Category { get; init; }
}
