using Demur.Evaluation.Runs;

namespace Demur.Cli.Replication;

/// <summary>What a cell leaves for the ledger.</summary>
internal sealed record CellResult
{
    /// <summary>Gets the run folders that hold its answers.</summary>
    public required IReadOnlyList<RunFolder> Runs { get; init; }

    /// <summary>Gets what it was trained on and how, or <see langword="null"/> for the untouched model.</summary>
    public CellTraining? Training { get; init; }

    /// <summary>Gets figures that are means and not shares.</summary>
    public IReadOnlyList<LedgerMean> Means { get; init; } = [];

    /// <summary>Gets how many refusals begin where, by <see cref="Evaluation.Reports.RefusalPositions.RangeNames"/>; empty where it was not counted.</summary>
    public IReadOnlyList<int> RefusalBegins { get; init; } = [];

    /// <summary>Gets the seconds of measuring.</summary>
    public required double TestSeconds { get; init; }

    /// <summary>Gets whether an earlier sitting did a part of it, so that the seconds are not all.</summary>
    public required bool Resumed { get; init; }
}
