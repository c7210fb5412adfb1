namespace Demur.Training.Classifiers;

/// <summary>A row of texts that are embedded already, and the labels that its people allow.</summary>
/// <param name="First">The embedding of the text.</param>
/// <param name="Second">That of its answer, or <see langword="null"/> where the text stands alone.</param>
/// <param name="Allowed">One flag a label; training raises the probability of the allowed ones together.</param>
/// <param name="Weight">How much the row counts.</param>
public sealed record EmbeddedRow(float[] First, float[]? Second, IReadOnlyList<bool> Allowed, double Weight = 1);
