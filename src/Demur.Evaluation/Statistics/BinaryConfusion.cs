namespace Demur.Evaluation.Statistics;

/// <summary>The four counts of yes/no decisions against yes/no truth, and what follows from them.</summary>
/// <param name="TruePositive">Truly yes, decided yes.</param>
/// <param name="FalsePositive">Truly no, decided yes.</param>
/// <param name="FalseNegative">Truly yes, decided no.</param>
/// <param name="TrueNegative">Truly no, decided no.</param>
public readonly record struct BinaryConfusion(int TruePositive, int FalsePositive, int FalseNegative, int TrueNegative)
{
    /// <summary>Gets the share of right decisions.</summary>
    public double Accuracy => Share(TruePositive + TrueNegative, TruePositive + FalsePositive + FalseNegative + TrueNegative);

    /// <summary>Gets the share of yes decisions that are right; 0 when there are none.</summary>
    public double Precision => Share(TruePositive, TruePositive + FalsePositive);

    /// <summary>Gets the share of true yes that are found; 0 when there are none.</summary>
    public double Recall => Share(TruePositive, TruePositive + FalseNegative);

    /// <summary>Gets the share of true no that are left alone; 0 when there are none.</summary>
    public double Specificity => Share(TrueNegative, TrueNegative + FalsePositive);

    /// <summary>Gets the harmonic mean of precision and recall.</summary>
    public double F1 => Share(2 * TruePositive, (2 * TruePositive) + FalsePositive + FalseNegative);

    /// <summary>Gets the mean of recall and specificity.</summary>
    public double BalancedAccuracy => (Recall + Specificity) / 2;

    /// <summary>Gets Cohen's kappa of decision and truth.</summary>
    public double Kappa
    {
        get
        {
            double n = TruePositive + FalsePositive + FalseNegative + TrueNegative;
            double yes = TruePositive + FalseNegative;
            double decided = TruePositive + FalsePositive;
            var chance = ((yes * decided) + ((n - yes) * (n - decided))) / (n * n);
            return (Accuracy - chance) / (1 - chance);
        }
    }

    /// <summary>Counts decisions.</summary>
    /// <param name="truth">What is true, one a case.</param>
    /// <param name="decisions">What was decided, in the same order.</param>
    public static BinaryConfusion Of(IReadOnlyList<bool> truth, IReadOnlyList<bool> decisions)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(decisions.Count, truth.Count);
        var counts = new int[4];
        for (var i = 0; i < truth.Count; i++)
        {
            counts[(truth[i] ? 0 : 2) + (decisions[i] ? 0 : 1)]++;
        }

        return new BinaryConfusion(counts[0], counts[2], counts[1], counts[3]);
    }

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
