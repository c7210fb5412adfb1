namespace Demur.Cli.Judges;

/// <summary>How one judge did on one source and model of a fold it was not trained on.</summary>
internal sealed record FoldResult
{
    /// <summary>Gets what was kept away: <c>model</c>, <c>set</c> or <c>rows</c>.</summary>
    public required string Regime { get; init; }

    /// <summary>Gets which one.</summary>
    public required string Fold { get; init; }

    /// <summary>Gets the judge: <c>patterns</c>, <c>ngrams</c>, <c>encoder</c> or <c>staged</c>.</summary>
    public required string Judge { get; init; }

    /// <summary>Gets the source and model judged.</summary>
    public required string Rows { get; init; }

    /// <summary>Gets their number.</summary>
    public required int N { get; init; }

    /// <summary>Gets the F1 of full refusal.</summary>
    public required double F1 { get; init; }

    /// <summary>Gets the ends of its 95 % interval.</summary>
    public required double[] F1Interval { get; init; }

    /// <summary>Gets kappa on full refusal.</summary>
    public required double Kappa { get; init; }

    /// <summary>Gets the F1 of full or partial refusal.</summary>
    public required double AnyF1 { get; init; }

    /// <summary>Gets kappa on full or partial refusal.</summary>
    public required double AnyKappa { get; init; }

    /// <summary>Gets the rows whose label contradicts the set's own definition.</summary>
    public required int Contradicted { get; init; }

    /// <summary>Gets the F1 of full refusal with those labels set right.</summary>
    public required double AdjudicatedF1 { get; init; }

    /// <summary>Gets the expected calibration error, or <see langword="null"/>.</summary>
    public double? Calibration { get; init; }

    /// <summary>Gets the F1 on the surest four fifths.</summary>
    public double? F1At80 { get; init; }

    /// <summary>Gets the decisions by label: compliance, full, partial, each as compliance, full, partial, degenerate, abstained.</summary>
    public required int[][] Confusion { get; init; }
}
