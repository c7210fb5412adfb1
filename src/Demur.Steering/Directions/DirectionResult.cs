namespace Demur.Steering.Directions;

/// <summary>What became of the search for a refusal direction.</summary>
public sealed record DirectionResult
{
    /// <summary>Gets whether a direction was found.</summary>
    public bool Found => Chosen is not null;

    /// <summary>Gets why there is none; null when one was found.</summary>
    public string? Inconclusive { get; init; }

    /// <summary>Gets the scores of the chosen candidate; null when there is none.</summary>
    public DirectionScore? Chosen { get; init; }

    /// <summary>Gets the tokens that refusals begin with.</summary>
    public required IReadOnlyList<int> RefusalTokens { get; init; }

    /// <summary>Gets the number of post-instruction positions.</summary>
    public required int Positions { get; init; }

    /// <summary>Gets the number of layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Gets the harmful prompts of the means.</summary>
    public required DirectionCounts Harmful { get; init; }

    /// <summary>Gets the harmless prompts of the means.</summary>
    public required DirectionCounts Harmless { get; init; }

    /// <summary>Gets the harmful prompts of the choice; null when it did not come to that.</summary>
    public DirectionCounts? HarmfulValidation { get; init; }

    /// <summary>Gets the harmless prompts of the choice.</summary>
    public DirectionCounts? HarmlessValidation { get; init; }

    /// <summary>Gets the choice among the candidates; null when it did not come to that.</summary>
    public DirectionSelection? Selection { get; init; }
}
