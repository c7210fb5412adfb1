namespace Demur.Steering.Directions;

/// <summary>How many prompts there were of one kind, and how many behave as their label says: harmful ones refused, harmless ones not.</summary>
/// <param name="Kept">Those with the expected sign of the refusal log-odds.</param>
/// <param name="Of">All.</param>
public sealed record DirectionCounts(int Kept, int Of);
