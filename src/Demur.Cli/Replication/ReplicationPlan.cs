namespace Demur.Cli.Replication;

/// <summary>What is left of a grid, and how long it takes.</summary>
/// <param name="claim">The claim.</param>
/// <param name="done">The lines of its ledger.</param>
internal sealed class ReplicationPlan(IReplicationClaim claim, IReadOnlyList<LedgerLine> done)
{
    private readonly HashSet<string> _done = [.. done.Select(line => line.Cell)];

    /// <summary>Gets the cells without a line, in the grid's order.</summary>
    public IEnumerable<ReplicationCell> Left => claim.Cells.Where(cell => !_done.Contains(cell.Id));

    /// <summary>Gets the seconds that all of them take.</summary>
    public double SecondsLeft => Left.Sum(Seconds);

    /// <summary>Gives a cell's seconds: those that its kind took, else the guess, corrected by how the guesses for the claim's other cells turned out.</summary>
    public double Seconds(ReplicationCell cell)
    {
        var whole = done.Where(line => !line.Resumed).ToArray();
        var alike = whole.Where(line => line.Arm == cell.Arm && line.Budget == cell.Budget).Select(SecondsOf).ToArray();
        if (alike.Length > 0)
        {
            return alike.Average();
        }

        var guessed = whole.Sum(line => claim.EstimatedSeconds(new ReplicationCell(line.Arm, line.Budget, line.Seed)));
        return claim.EstimatedSeconds(cell) * (guessed > 0 ? whole.Sum(SecondsOf) / guessed : 1);
    }

    private static double SecondsOf(LedgerLine line) => line.TrainSeconds + line.TestSeconds;
}
