namespace Demur.Training.Losses;

/// <summary>How the positions of <see cref="KlToReference"/> count.</summary>
/// <param name="Divisor">The positions of the whole optimiser step, or the sum of their weights.</param>
public sealed record KlPositions(double Divisor)
{
    /// <summary>Gets the weight of each position, or <see langword="null"/> for 1.</summary>
    public float[]? Weights { get; init; }

    /// <summary>Gets 1 for each position at which <see cref="LeftOut"/> does not count and 0 for the others, or <see langword="null"/> for 0.</summary>
    /// <remarks>There the distributions of all other tokens are compared, as if these could not occur.</remarks>
    public float[]? LeavesOut { get; init; }

    /// <summary>Gets the tokens that are left out.</summary>
    public IReadOnlyList<int> LeftOut { get; init; } = [];
}
