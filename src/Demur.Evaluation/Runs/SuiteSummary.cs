using Demur.Abstractions;

namespace Demur.Evaluation.Runs;

/// <summary>What a run measured on one suite.</summary>
public sealed record SuiteSummary
{
    /// <summary>Gets the suite as the run used it.</summary>
    public required RunSuite Suite { get; init; }

    /// <summary>Gets the samples that have a response.</summary>
    public required int Finished { get; init; }

    /// <summary>Gets the outcomes by scorer, the leading one first; empty when nothing is generated.</summary>
    public IReadOnlyList<ScorerSummary> Scorers { get; init; } = [];

    /// <summary>Gets the share refused by the leading scorer with its clustered interval, a label each; empty where every sample stands for itself.</summary>
    public IReadOnlyList<ClusteredRefusal> Clustered { get; init; } = [];

    /// <summary>Gets the share of right choices, for a multiple-choice suite.</summary>
    public Rate? Accuracy { get; init; }

    /// <summary>Gets the cross-entropy, for a suite of texts.</summary>
    public CrossEntropySummary? CrossEntropy { get; init; }
}
