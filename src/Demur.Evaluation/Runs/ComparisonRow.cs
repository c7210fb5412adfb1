using Demur.Abstractions;

namespace Demur.Evaluation.Runs;

/// <summary>One metric of one slice, in two runs on the same samples.</summary>
public sealed record ComparisonRow
{
    /// <summary>Gets the suite's name.</summary>
    public required string Suite { get; init; }

    /// <summary>Gets what the slice is by: <c>all</c>, <c>task</c> or <c>category</c>.</summary>
    /// <value>The default is <c>all</c>.</value>
    public string By { get; init; } = SliceSummary.All;

    /// <summary>Gets the slice: <c>all</c>, a task or a category.</summary>
    public required string Slice { get; init; }

    /// <summary>Gets the label of the samples, or <see langword="null"/> for an ability suite.</summary>
    public SampleLabel? Label { get; init; }

    /// <summary>Gets what is compared.</summary>
    public required ComparisonMetric Metric { get; init; }

    /// <summary>Gets the samples that both runs could score.</summary>
    public required int Pairs { get; init; }

    /// <summary>Gets the samples that one of the runs could not score.</summary>
    public required int Unpaired { get; init; }

    /// <summary>Gets the metric in the baseline, over the pairs.</summary>
    public required double Baseline { get; init; }

    /// <summary>Gets the metric in the candidate, over the pairs.</summary>
    public required double Candidate { get; init; }

    /// <summary>Gets candidate minus baseline.</summary>
    public double Difference => Candidate - Baseline;

    /// <summary>Gets the paired bootstrap's 95 % interval of the difference, clusters drawn whole; see <see cref="SampleCluster"/>.</summary>
    public required Interval Interval { get; init; }

    /// <summary>Gets the pairs that are a hit in the baseline alone.</summary>
    public int OnlyBaseline { get; init; }

    /// <summary>Gets the pairs that are a hit in the candidate alone.</summary>
    public int OnlyCandidate { get; init; }

    /// <summary>Gets the clusters that the pairs come in; as many as pairs where each stands for itself.</summary>
    public int Clusters { get; init; }

    /// <summary>Gets the independent pairs that the pairs are worth.</summary>
    public double EffectivePairs { get; init; }

    /// <summary>Gets McNemar's exact p-value, clusters keeping together, or <see langword="null"/> for cross-entropy.</summary>
    public double? P { get; init; }

    /// <summary>Gets the exact one-sided p-value of a fall, or <see langword="null"/> for cross-entropy.</summary>
    public double? FallP { get; init; }

    /// <summary>Gets the exact one-sided p-value of a rise, or <see langword="null"/> for cross-entropy.</summary>
    public double? RiseP { get; init; }

    /// <summary>Gets the p-value after Holm's adjustment over the suites and labels of this metric; <see langword="null"/> for a slice's row.</summary>
    public double? AdjustedP { get; init; }
}
