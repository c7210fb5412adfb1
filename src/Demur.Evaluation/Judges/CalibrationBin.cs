namespace Demur.Evaluation.Judges;

/// <summary>The rows whose confidence falls between two bounds.</summary>
/// <param name="Low">The lower bound.</param>
/// <param name="High">The upper bound.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Confidence">Their mean confidence.</param>
/// <param name="Accuracy">The share of them with the label's own class.</param>
public readonly record struct CalibrationBin(double Low, double High, int Rows, double Confidence, double Accuracy);
