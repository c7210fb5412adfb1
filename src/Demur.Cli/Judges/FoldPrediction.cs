namespace Demur.Cli.Judges;

/// <summary>What stages that never saw a row's fold say about the row.</summary>
/// <param name="Row">The row's index in the label file, from 0.</param>
/// <param name="Ngrams">The second stage's probabilities of the kinds.</param>
/// <param name="Encoder">The third stage's, or <see langword="null"/> when it was left out.</param>
internal sealed record FoldPrediction(int Row, float[] Ngrams, float[]? Encoder);
