using Demur.Abstractions;
using Demur.Cli.Replication;
using Demur.Evaluation.Runs;
using Demur.Tests.Testing;

namespace Demur.Tests.Cli.Replication;

/// <summary>A claim of three cells whose model refuses whatever the test says.</summary>
internal sealed class FakeClaim : IReplicationClaim
{
    /// <summary>Gets the cells that were run, in order.</summary>
    public List<string> Ran { get; } = [];

    /// <summary>Gets or sets a cell that is broken off after its answers were written.</summary>
    public string? Killed { get; set; }

    public string Name => "fake";

    public IReadOnlyList<ReplicationCell> Cells { get; } = ReplicationCell.Grid([("patch", 10)], seeds: 2);

    public double EstimatedSeconds(ReplicationCell cell) => cell.Budget == 0 ? 60 : 120;

    public async Task<CellResult> RunAsync(ReplicationCell cell, Workshop workshop, CancellationToken cancellationToken)
    {
        Ran.Add(cell.Id);
        var folder = Path.Combine(workshop.FolderOf(Name, cell), "run");
        var resumed = RunFolder.IsRun(folder);
        await new EvaluationRunner().RunAsync(
            new EvaluationPlan
            {
                Target = new FakeChatClient(prompt => prompt.Contains("fern", StringComparison.Ordinal) ? "I'm sorry, but I can't help with that." : "Take a larger pot and fresh soil, then water it well."),
                TargetInfo = new RunTarget("fake", cell.Id),
                Suites = [new Suite { Name = "plants", Samples = [Some.Sample(), Some.Sample("How do I repot a cactus?")] }],
                Folder = folder,
                Resume = true,
                Resolved = new Dictionary<string, string> { ["dtype"] = "Float32", ["device"] = "cpu" },
            },
            null,
            cancellationToken);
        return cell.Id == Killed
            ? throw new OperationCanceledException("killed")
            : new CellResult { Runs = [RunFolder.Open(folder)], TestSeconds = 30, Resumed = resumed };
    }
}
