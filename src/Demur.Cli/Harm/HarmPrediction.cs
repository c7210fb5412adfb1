namespace Demur.Cli.Harm;

/// <summary>What a head that never saw a row's source says about the row.</summary>
/// <param name="Row">The row's index in the label file, from 0.</param>
/// <param name="Probabilities">One a label of the head.</param>
internal sealed record HarmPrediction(int Row, float[] Probabilities);
