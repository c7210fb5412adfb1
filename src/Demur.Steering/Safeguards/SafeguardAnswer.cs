namespace Demur.Steering.Safeguards;

/// <summary>A sampled answer and what the refusal judge made of it.</summary>
/// <param name="Condition">The place of the safety prompt under which it was given; see <see cref="SafeguardData.Prompts"/>.</param>
/// <param name="Query">The place of the query.</param>
/// <param name="Text">The answer.</param>
/// <param name="Refuses">Whether it refuses; null where it could not be judged.</param>
public sealed record SafeguardAnswer(int Condition, int Query, string Text, bool? Refuses);
