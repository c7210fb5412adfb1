namespace Demur.Evaluation.Judges;

/// <summary>How far a judge's confidence is from how often it is right, over the rows that it stated one for.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="ExpectedError">The expected calibration error over ten bins.</param>
/// <param name="Brier">The mean squared error of the confidence.</param>
/// <param name="Bins">The bins that hold rows, from the least confident.</param>
public sealed record JudgeCalibration(int Rows, double ExpectedError, double Brier, IReadOnlyList<CalibrationBin> Bins);
