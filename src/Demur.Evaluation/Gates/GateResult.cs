using Demur.Abstractions;

namespace Demur.Evaluation.Gates;

/// <summary>What a gate found.</summary>
public sealed record GateResult
{
    /// <summary>Gets the verdict: a regression in any check, else inconclusive when a check of the whole is, else pass.</summary>
    public required GateVerdict Verdict { get; init; }

    /// <summary>Gets the policy.</summary>
    public required GatePolicy Policy { get; init; }

    /// <summary>Gets the run compared with.</summary>
    public required RunId Baseline { get; init; }

    /// <summary>Gets its target's name.</summary>
    public required string BaselineTarget { get; init; }

    /// <summary>Gets the run that is judged.</summary>
    public required RunId Candidate { get; init; }

    /// <summary>Gets its target's name.</summary>
    public required string CandidateTarget { get; init; }

    /// <summary>Gets the scorer whose outcomes count.</summary>
    public required string Scorer { get; init; }

    /// <summary>Gets the checks: regressions first, then what is inconclusive, then what passed.</summary>
    public required IReadOnlyList<GateCheck> Checks { get; init; }
}
