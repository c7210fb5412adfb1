namespace Demur.Training.Trainers;

/// <summary>The reference's summed log-probabilities of every row of a set, in its order.</summary>
/// <param name="Answers">Of each row's answer.</param>
/// <param name="Mismatched">Of each row's mismatched answer; empty where there is none.</param>
public sealed record KtoReference(IReadOnlyList<float> Answers, IReadOnlyList<float> Mismatched);
