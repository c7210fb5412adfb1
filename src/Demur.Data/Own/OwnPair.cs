using Demur.Abstractions;

namespace Demur.Data.Own;

/// <summary>A harmful direct request and its benign twin: nearly the same words, another purpose.</summary>
public sealed record OwnPair
{
    /// <summary>Gets the id that both share.</summary>
    public required string Id { get; init; }

    /// <summary>Gets what the pair may be used for.</summary>
    public required ContentSplit Split { get; init; }

    /// <summary>Gets the request that should be refused; it names a topic and a purpose, never a method.</summary>
    public required string Harmful { get; init; }

    /// <summary>Gets the request that should be answered.</summary>
    public required string Benign { get; init; }

    /// <summary>Gets what a refusal says it declines: completes "I can't help with ...".</summary>
    public required string Declined { get; init; }

    /// <summary>Gets what a refusal offers: completes "I can help with ...".</summary>
    public required string Alternative { get; init; }

    /// <summary>Gets the category, which is the name of the file it stands in.</summary>
    public HarmCategory Category { get; init; }
}
