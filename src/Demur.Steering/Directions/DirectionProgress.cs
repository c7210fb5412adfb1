namespace Demur.Steering.Directions;

/// <summary>Where the search for a direction is.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Done">How many are done.</param>
/// <param name="Total">Of how many.</param>
public sealed record DirectionProgress(string Stage, int Done, int Total);
