namespace Demur.Steering.Directions;

/// <summary>How a refusal direction is found.</summary>
public sealed record DirectionFindOptions
{
    /// <summary>Gets whether prompts enter whatever the model makes of them.</summary>
    /// <value>The default is false: harmful ones enter when refusal log-odds are above 0, harmless ones when below.</value>
    public bool KeepAll { get; init; }

    /// <summary>Gets the fewest prompts of each kind that means are taken over.</summary>
    /// <value>The default is 16.</value>
    public int LeastTrain { get; init; } = 16;

    /// <summary>Gets the fewest prompts of each kind that candidates are scored on.</summary>
    /// <value>The default is 8.</value>
    public int LeastValidation { get; init; } = 8;

    /// <summary>Gets the most tokens that are run together, which bounds the memory.</summary>
    /// <value>The default is 2048.</value>
    public int BatchTokens { get; init; } = 2048;

    /// <summary>Gets which candidates may be chosen.</summary>
    public SelectionOptions Selection { get; init; } = new();
}
