using Demur.Abstractions;
using Demur.Evaluation.Reports;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Replication;

/// <summary>Makes ledger lines of finished cells.</summary>
internal static class LedgerLines
{
    /// <summary>Makes the line of a cell.</summary>
    /// <exception cref="DemurException">A sample has no response.</exception>
    public static LedgerLine Of(string claim, ReplicationCell cell, CellResult result, DateOnly date)
    {
        var record = result.Runs[0].Record;
        return new LedgerLine
        {
            Claim = claim,
            Cell = cell.Id,
            Arm = cell.Arm,
            Budget = cell.Budget,
            Seed = cell.Seed,
            Rows = result.Training?.Rows ?? 0,
            Hashes = new LedgerHashes(result.Training?.Data, result.Training?.Recipe, record.Target.Identity, TestsOf(result.Runs), JudgeOf(record), record.TaskChecks),
            Machine = record.Machine.Processor,
            Threads = record.Machine.Threads,
            Precision = record.Resolved["dtype"],
            Device = record.Resolved["device"],
            Version = record.Version,
            Date = date,
            TrainSeconds = Math.Round(result.Training?.Seconds ?? 0, 1),
            TestSeconds = Math.Round(result.TestSeconds, 1),
            Resumed = result.Resumed,
            Means = result.Means,
            RefusalBegins = result.RefusalBegins is [] ? null : result.RefusalBegins,
            Slices = SlicesOf(result.Runs),
        };
    }

    /// <summary>Gives a line with its runs as they are scored now.</summary>
    public static LedgerLine Rejudged(LedgerLine line, IReadOnlyList<RunFolder> runs, DateOnly date) => line with
    {
        Hashes = line.Hashes with { Judge = JudgeOf(runs[0].Record), TaskChecks = runs[0].Record.TaskChecks },
        Slices = SlicesOf(runs),
        RefusalBegins = line.RefusalBegins is null ? null : RefusalPositions.Count(runs[0]),
        Rejudged = date,
    };

    private static string JudgeOf(RunRecord record) => $"{record.Scorers[0].Name} {record.Scorers[0].Identity}";

    // A conversation that goes on from the model's own answer is another one in every cell.
    private static string TestsOf(IReadOnlyList<RunFolder> runs) => ShortHash.Of(string.Join('\n', runs.SelectMany(run => run.Suites)
        .Where(suite => suite.Samples.All(sample => sample.Messages.SkipLast(1).All(turn => turn.Role != ChatTurn.Assistant)))
        .Select(suite => $"{suite.Name} {suite.ComputeHash()}")));

    private static IReadOnlyList<LedgerSlice> SlicesOf(IReadOnlyList<RunFolder> runs) => [.. runs.SelectMany(SlicesOf)];

    private static IEnumerable<LedgerSlice> SlicesOf(RunFolder run)
    {
        var responses = run.Suites.ToDictionary(suite => suite.Name, suite => new ResponseRecord?[suite.Samples.Count], StringComparer.Ordinal);
        foreach (var response in run.ReadResponses())
        {
            responses[response.Suite][response.Index] = response;
        }

        foreach (var suite in run.Suites.Where(suite => suite.Kind != SuiteKind.CrossEntropy))
        {
            var letters = responses[suite.Name].Select(response => OutcomeLetters.Of(suite, response, run.Record.Scorers[0].Name)).ToArray();
            foreach (var slice in suite.Samples.Index().GroupBy(sample => (Task: sample.Item.Task ?? SliceSummary.Direct, sample.Item.Label)))
            {
                yield return LedgerSlice.Of(suite.Name, slice.Key.Task, slice.Key.Label, new string([.. slice.Select(sample => letters[sample.Index])]));
            }
        }
    }
}
