namespace Demur.Evaluation.Judges;

/// <summary>How a judge agrees with people on one class against the rest. An abstention is an error, whatever the label.</summary>
public sealed record ClassAgreement
{
    /// <summary>Gets the class: <c>full_refusal</c>, <c>partial_refusal</c>, <c>full_compliance</c>, or <c>any_refusal</c> for the first two together.</summary>
    public required string Class { get; init; }

    /// <summary>Gets the rows with that label which the judge gave that class.</summary>
    public required int TruePositive { get; init; }

    /// <summary>Gets the rows with another label which the judge gave that class, or abstained on.</summary>
    public required int FalsePositive { get; init; }

    /// <summary>Gets the rows with that label which the judge gave another class, or abstained on.</summary>
    public required int FalseNegative { get; init; }

    /// <summary>Gets the rows with another label which the judge gave another class.</summary>
    public required int TrueNegative { get; init; }

    /// <summary>Gets the share of right decisions, with Wilson's interval.</summary>
    public required Estimate Accuracy { get; init; }

    /// <summary>Gets the harmonic mean of precision and sensitivity, with the interval of a bootstrap over prompts.</summary>
    public required Estimate F1 { get; init; }

    /// <summary>Gets the share of the class that is found, with Wilson's interval.</summary>
    public required Estimate Sensitivity { get; init; }

    /// <summary>Gets the share of the rest that is left alone, with Wilson's interval.</summary>
    public required Estimate Specificity { get; init; }

    /// <summary>Gets Cohen's kappa, with the interval of a bootstrap over prompts.</summary>
    public required Estimate Kappa { get; init; }
}
