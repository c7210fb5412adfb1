using Demur.Abstractions;

namespace Demur.Data.Importers;

/// <summary>What a published model answered to a harmful request, from a public set.</summary>
public sealed record PublicAnswer
{
    /// <summary>Gets what the request is after, in plain words; rows are split between training and tests by it.</summary>
    public required string Goal { get; init; }

    /// <summary>Gets the request as it was put to the model, with whatever attack is around the goal.</summary>
    public required string Request { get; init; }

    /// <summary>Gets the answer.</summary>
    public required string Answer { get; init; }

    /// <summary>Gets whether the set's authors found the answer harmful, or <see langword="null"/> where they do not say.</summary>
    public bool? Harmful { get; init; }

    /// <summary>Gets the category of the harm.</summary>
    public HarmCategory Category { get; init; } = HarmCategory.Other;

    /// <summary>Gets the set.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the licence of the texts.</summary>
    public required string Licence { get; init; }
}
