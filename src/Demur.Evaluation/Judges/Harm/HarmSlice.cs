namespace Demur.Evaluation.Judges.Harm;

/// <summary>How a harm judge agrees with labels on some rows. Measures that need both classes are <see langword="null"/> where one is missing.</summary>
public sealed record HarmSlice
{
    /// <summary>Gets what the rows have in common, such as a source, or a source and an identity group.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the rows.</summary>
    public required int Rows { get; init; }

    /// <summary>Gets the harmful rows called harmful.</summary>
    public required int TruePositive { get; init; }

    /// <summary>Gets the harmless rows called harmful.</summary>
    public required int FalsePositive { get; init; }

    /// <summary>Gets the harmful rows called harmless.</summary>
    public required int FalseNegative { get; init; }

    /// <summary>Gets the harmless rows called harmless.</summary>
    public required int TrueNegative { get; init; }

    /// <summary>Gets the share of what is called harmful that is, with Wilson's interval.</summary>
    public required Estimate Precision { get; init; }

    /// <summary>Gets the share of what is harmful that is found, with Wilson's interval.</summary>
    public required Estimate Recall { get; init; }

    /// <summary>Gets the share of what is harmless that is called harmful, with Wilson's interval.</summary>
    public required Estimate FalsePositiveRate { get; init; }

    /// <summary>Gets F1 of the harmful class, with the interval of a bootstrap over prompts.</summary>
    public required Estimate F1 { get; init; }

    /// <summary>Gets Cohen's kappa, with the interval of a bootstrap over prompts.</summary>
    public required Estimate Kappa { get; init; }

    /// <summary>Gets the area under the ROC curve, with the interval of a bootstrap over prompts.</summary>
    public required Estimate Auroc { get; init; }

    /// <summary>Gets the expected calibration error of the probability of harm, ten bins.</summary>
    public required double CalibrationError { get; init; }

    /// <summary>Gets the harmful rows whose label names a category.</summary>
    public required int Categorised { get; init; }

    /// <summary>Gets the share of those for which the judge's likeliest category is the label's, with Wilson's interval.</summary>
    public required Estimate CategoryRight { get; init; }
}
