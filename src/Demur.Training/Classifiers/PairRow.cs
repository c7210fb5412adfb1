namespace Demur.Training.Classifiers;

/// <summary>A pair of texts and the labels that its people allow.</summary>
/// <param name="First">The first text.</param>
/// <param name="Second">The second text.</param>
/// <param name="Allowed">One flag a label; training raises the probability of the allowed ones together.</param>
/// <param name="Weight">How much the row counts.</param>
public sealed record PairRow(string First, string Second, IReadOnlyList<bool> Allowed, double Weight = 1);
