using Demur.Evaluation.Thresholds;

namespace Demur.Cli.Calibration;

/// <summary>A chosen strength with its figures.</summary>
/// <param name="Chosen">The candidate.</param>
/// <param name="Validation">Its figures on the validation half.</param>
/// <param name="Test">Its figures on the test half.</param>
/// <param name="Neutral">The figures of the strength that leaves the model most as it is, on the test half.</param>
/// <param name="Tried">All strengths on the validation half.</param>
internal sealed record StrengthChoice(StrengthCandidate Chosen, CalibrationChoice Validation, CalibrationChoice Test, CalibrationChoice Neutral, IReadOnlyList<CalibrationChoice> Tried);
