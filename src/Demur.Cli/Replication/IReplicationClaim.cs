namespace Demur.Cli.Replication;

/// <summary>A paper's claim as a grid of cells, and how one cell is run.</summary>
internal interface IReplicationClaim
{
    /// <summary>Gets the name on the command line and of the ledger's file.</summary>
    string Name { get; }

    /// <summary>Gets the grid in the order in which it is run.</summary>
    IReadOnlyList<ReplicationCell> Cells { get; }

    /// <summary>Gets a guess at a cell's seconds on two AVX-512 cores, for plans before any cell of its kind was run.</summary>
    double EstimatedSeconds(ReplicationCell cell);

    /// <summary>Trains and measures one cell in its folder; what is there already is not done again.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="workshop">Model, data and folders.</param>
    /// <param name="cancellationToken">Stops; the folder keeps what was done.</param>
    Task<CellResult> RunAsync(ReplicationCell cell, Workshop workshop, CancellationToken cancellationToken);
}
