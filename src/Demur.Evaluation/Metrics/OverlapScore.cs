namespace Demur.Evaluation.Metrics;

/// <summary>How much of two texts is shared.</summary>
/// <param name="Precision">The shared share of the scored text.</param>
/// <param name="Recall">The shared share of the reference.</param>
/// <param name="FMeasure">The harmonic mean of both.</param>
public readonly record struct OverlapScore(double Precision, double Recall, double FMeasure)
{
    /// <summary>Makes a score from counts; empty texts give 0.</summary>
    /// <param name="shared">The units in both.</param>
    /// <param name="given">The units of the scored text.</param>
    /// <param name="expected">The units of the reference.</param>
    public static OverlapScore Of(int shared, int given, int expected)
    {
        var (precision, recall) = ((double)shared / Math.Max(1, given), (double)shared / Math.Max(1, expected));
        return new OverlapScore(precision, recall, shared == 0 ? 0 : 2 * precision * recall / (precision + recall));
    }
}
