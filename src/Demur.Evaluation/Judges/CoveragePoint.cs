namespace Demur.Evaluation.Judges;

/// <summary>How right a judge is on the share of rows where it is surest.</summary>
/// <param name="Coverage">The share of rows kept, the surest first; abstentions are never kept.</param>
/// <param name="Rows">The rows kept.</param>
/// <param name="LeastConfidence">The confidence of the last row kept.</param>
/// <param name="Accuracy">The share of them with the label's own class.</param>
/// <param name="F1">The F1 of full refusal among them.</param>
public readonly record struct CoveragePoint(double Coverage, int Rows, double LeastConfidence, double Accuracy, double F1);
