using Demur.Abstractions;

namespace Demur.Evaluation.Runs;

/// <summary>Two runs on the same samples, compared pair by pair on both axes.</summary>
public sealed record RunComparison
{
    /// <summary>Gets the run compared with.</summary>
    public required RunId Baseline { get; init; }

    /// <summary>Gets its target's name.</summary>
    public required string BaselineTarget { get; init; }

    /// <summary>Gets the run that is compared.</summary>
    public required RunId Candidate { get; init; }

    /// <summary>Gets its target's name.</summary>
    public required string CandidateTarget { get; init; }

    /// <summary>Gets the scorer whose outcomes are compared.</summary>
    public required string Scorer { get; init; }

    /// <summary>Gets the rows: for each suite the whole, then its tasks.</summary>
    public required IReadOnlyList<ComparisonRow> Rows { get; init; }

    /// <summary>Gets what a reader must know: suites in one run alone, missing samples, an axis that was not measured.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Gets whether harmful and harmless samples were both compared; a comparison of one axis shows nothing about the other's price.</summary>
    public required bool HasBothAxes { get; init; }

    /// <summary>Compares two run folders.</summary>
    /// <param name="baseline">The folder to compare with.</param>
    /// <param name="candidate">The folder to compare.</param>
    /// <param name="scorer">The scorer whose outcomes count, or <see langword="null"/> for the one that leads in the baseline.</param>
    /// <param name="seed">Seeds the bootstrap.</param>
    /// <param name="mayDiffer">What the runs may differ in.</param>
    /// <exception cref="DemurException">The runs differ in suites, attack, scorer, task checks or decoding, or share no suite.</exception>
    public static RunComparison Of(RunFolder baseline, RunFolder candidate, string? scorer = null, int seed = 1, MayDiffer mayDiffer = MayDiffer.None)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(candidate);
        var (a, b) = (baseline.Record, candidate.Record);
        var name = scorer ?? a.Scorers[0].Name;
        ComparisonGuard.Check(baseline, candidate, name, mayDiffer);
        var shared = baseline.Suites.Where(suite => b.Suites.Any(other => other.Name == suite.Name)).ToArray();
        var (first, second) = (PairedResponses.Read(baseline, shared), PairedResponses.Read(candidate, shared));
        var rows = new ComparisonRows(name, seed);
        foreach (var suite in shared)
        {
            rows.Add(suite, first[suite.Name], second[suite.Name]);
        }

        var labels = rows.Result.Select(row => row.Label).ToHashSet();
        var both = labels.Contains(SampleLabel.Harmful) && labels.Contains(SampleLabel.Harmless);
        return new RunComparison
        {
            Baseline = a.Id,
            BaselineTarget = a.Target.Name,
            Candidate = b.Id,
            CandidateTarget = b.Target.Name,
            Scorer = name,
            Rows = rows.Adjusted(),
            HasBothAxes = both,
            Notes = [.. ComparisonGuard.Notes(baseline, candidate, both)],
        };
    }
}
