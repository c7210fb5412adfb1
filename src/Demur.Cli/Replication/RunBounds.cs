namespace Demur.Cli.Replication;

/// <summary>How much of a grid is run in one sitting.</summary>
/// <param name="Cells">The most cells, or <see langword="null"/> for all.</param>
/// <param name="Time">No cell is begun that would end after this, as far as its kind's time is known; <see langword="null"/> for no end.</param>
/// <param name="Only">The cells to run, by name; <see langword="null"/> for any.</param>
internal sealed record RunBounds(int? Cells, TimeSpan? Time, IReadOnlyList<string>? Only = null)
{
    /// <summary>Says whether a cell may be run at all.</summary>
    public bool Allow(ReplicationCell cell) => Only is null || Only.Contains(cell.Id);
}
