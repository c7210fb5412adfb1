using System.Diagnostics;
using System.Globalization;
using Demur.Abstractions;

namespace Demur.Cli.Replication;

/// <summary>Runs the cells of a claim that its ledger does not have yet.</summary>
/// <param name="claim">The claim.</param>
/// <param name="ledger">Where finished cells are written down.</param>
/// <param name="time">The clock that dates them.</param>
internal sealed class ReplicationRun(IReplicationClaim claim, Ledger ledger, TimeProvider time)
{
    /// <summary>Runs cells in the grid's order until none is left or the bounds are reached; a cell under way is finished.</summary>
    /// <param name="workshop">Model, data and folders.</param>
    /// <param name="bounds">How much is run now.</param>
    /// <param name="cancellationToken">Stops within a cell, whose folder keeps what was done; the ledger gets no line.</param>
    /// <returns>How many cells were finished.</returns>
    public async Task<int> RunAsync(Workshop workshop, RunBounds bounds, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var mine = Claimed(workshop);
        var finished = 0;
        foreach (var cell in new ReplicationPlan(claim, ledger.Read()).Left.Where(bounds.Allow))
        {
            var expected = new ReplicationPlan(claim, ledger.Read()).Seconds(cell);
            if (finished == bounds.Cells || (bounds.Time is { } most && Stopwatch.GetElapsedTime(started).TotalSeconds + expected > most.TotalSeconds))
            {
                break;
            }

            Terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{claim.Name} {cell.Id}: about {expected / 60:F1} min"));
            var result = await claim.RunAsync(cell, workshop, cancellationToken).ConfigureAwait(false);
            var line = LedgerLines.Of(claim.Name, cell, result, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
            ledger.Append(line);
            finished++;
            Terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{claim.Name} {cell.Id}: {line.TrainSeconds / 60:F1} min to train, {line.TestSeconds / 60:F1} to measure; written to {ledger.Path}"));
        }

        return finished;
    }

    // Two processes in one folder would train the same cell into the same files.
    private FileStream Claimed(Workshop workshop)
    {
        var folder = Path.Combine(workshop.Out, claim.Name);
        Directory.CreateDirectory(folder);
        try
        {
            return new FileStream(Path.Combine(folder, ".lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException error)
        {
            throw new DemurException($"{folder} is in use by another 'demur replicate'. Wait for it, or give another --out.", error);
        }
    }
}
