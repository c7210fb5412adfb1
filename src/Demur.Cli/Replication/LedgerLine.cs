namespace Demur.Cli.Replication;

/// <summary>One finished cell in a ledger.</summary>
internal sealed record LedgerLine
{
    /// <summary>Gets the version of this layout.</summary>
    public int Format { get; init; } = 1;

    public required string Claim { get; init; }

    /// <summary>Gets the cell's name; a claim has each once.</summary>
    public required string Cell { get; init; }

    public required string Arm { get; init; }

    public required int Budget { get; init; }

    public required int Seed { get; init; }

    /// <summary>Gets the training rows or pairs; 0 for the untouched model.</summary>
    public required int Rows { get; init; }

    public required LedgerHashes Hashes { get; init; }

    public required string Machine { get; init; }

    public required int Threads { get; init; }

    public required string Precision { get; init; }

    public required string Device { get; init; }

    /// <summary>Gets the version of Demur that ran it.</summary>
    public required string Version { get; init; }

    public required DateOnly Date { get; init; }

    public required double TrainSeconds { get; init; }

    public required double TestSeconds { get; init; }

    /// <summary>Gets whether an earlier sitting did a part of the measuring, so that the seconds are not all.</summary>
    public bool Resumed { get; init; }

    /// <summary>Gets when another judge scored the stored answers again, or <see langword="null"/>.</summary>
    public DateOnly? Rejudged { get; init; }

    public IReadOnlyList<LedgerMean> Means { get; init; } = [];

    /// <summary>Gets how many refusals begin where, by <see cref="Evaluation.Reports.RefusalPositions.RangeNames"/>, or <see langword="null"/> where it was not counted.</summary>
    public IReadOnlyList<int>? RefusalBegins { get; init; }

    public required IReadOnlyList<LedgerSlice> Slices { get; init; }
}
