using System.Globalization;
using Demur.Cli.Judges;
using Demur.Evaluation.Runs;
using Demur.Evaluation.Scorers;

namespace Demur.Cli.Replication;

/// <summary>Scores the answers of finished cells again and rewrites their lines.</summary>
internal static class RejudgedCells
{
    /// <summary>Rescores every finished cell whose run folders are here; the others' lines stay as they are.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="ledger">Its ledger, which is replaced once all are scored.</param>
    /// <param name="workshop">The folder of run folders.</param>
    /// <param name="scorers">The scorers by name, or <see langword="null"/> for those that cells are run with.</param>
    /// <param name="cancellationToken">Stops between runs; the ledger is not changed then.</param>
    public static async Task RunAsync(IReplicationClaim claim, Ledger ledger, Workshop workshop, string? scorers, CancellationToken cancellationToken)
    {
        using var shelf = new JudgeShelf();
        var judges = scorers is null ? DefaultScorers.All : shelf.OpenAll(scorers);
        var lines = ledger.Read().ToArray();
        var rejudged = 0;
        for (var index = 0; index < lines.Length; index++)
        {
            if (claim.Cells.FirstOrDefault(cell => cell.Id == lines[index].Cell) is not { } cell || RunsOf(workshop.FolderOf(claim.Name, cell)) is not { Length: > 0 } runs)
            {
                continue;
            }

            foreach (var run in runs)
            {
                await RunRescorer.RescoreAsync(run, judges, lead: true, cancellationToken).ConfigureAwait(false);
            }

            lines[index] = LedgerLines.Rejudged(lines[index], [.. runs.Select(RunFolder.Open)], DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
            rejudged++;
        }

        ledger.Write(lines);
        Terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{claim.Name}: {rejudged} of {lines.Length} finished cells scored again by {judges[0].Name}; of the others the answers are not in {workshop.Out}"));
    }

    // In the order in which they were first run, which is that of their names' ids.
    private static string[] RunsOf(string folder) => !Directory.Exists(folder) ? [] :
        [.. Directory.EnumerateDirectories(folder).Where(RunFolder.IsRun).Where(run => Path.GetFileName(run) != "tuning").OrderBy(run => RunFolder.Open(run).Record.Id.ToString(), StringComparer.Ordinal)];
}
