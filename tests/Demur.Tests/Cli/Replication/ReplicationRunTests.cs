using Demur.Abstractions;
using Demur.Cli.Replication;
using Demur.Models;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli.Replication;

public sealed class ReplicationRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FakeClaim claim = new();

    private Ledger Ledger => Ledger.Of(claim.Name, folder.File("ledger"));

    private Workshop Workshop => new() { Model = "none", Data = folder.Path, Out = folder.File("runs"), Placement = new LocalModelOptions() };

    [Fact]
    public async Task A_finished_cell_is_one_line_and_is_not_run_again()
    {
        Assert.Equal(1, await RunAsync(new RunBounds(1, null)));
        Assert.Equal(2, await RunAsync(new RunBounds(null, null)));
        Assert.Equal(0, await RunAsync(new RunBounds(null, null)));

        Assert.Equal(["untouched", "patch-10-s0", "patch-10-s1"], claim.Ran);
        Assert.Equal(claim.Ran, Ledger.Read().Select(line => line.Cell));
        Assert.Equal(3, File.ReadAllLines(Ledger.Path).Length);
    }

    [Fact]
    public async Task A_line_has_counts_intervals_and_what_it_was_made_with()
    {
        await RunAsync(new RunBounds(1, null));

        var line = Assert.Single(Ledger.Read());
        var slice = Assert.Single(line.Slices);
        Assert.Equal("RC", slice.Outcomes);
        Assert.Equal((1, 2, 0), (slice.Refused!.Hits, slice.Refused.N, slice.Refused.Unscored));
        Assert.Equal((0.0945, 0.9055), (slice.Refused.Low, slice.Refused.High)); // Wilson, 1 of 2
        Assert.Null(slice.Processed);
        Assert.Equal(("Float32", "cpu", 30), (line.Precision, line.Device, line.TestSeconds));
        Assert.StartsWith("pattern-judge ", line.Hashes.Judge, StringComparison.Ordinal);
        Assert.DoesNotContain("fern", File.ReadAllText(Ledger.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_cell_leaves_no_line_and_is_gone_on_with()
    {
        claim.Killed = "patch-10-s0";
        await Assert.ThrowsAsync<OperationCanceledException>(() => RunAsync(new RunBounds(null, null)));
        Assert.Equal(["untouched"], Ledger.Read().Select(line => line.Cell));

        claim.Killed = null;
        await RunAsync(new RunBounds(1, null));

        var line = Ledger.Read()[^1];
        Assert.Equal("patch-10-s0", line.Cell);
        Assert.True(line.Resumed);
    }

    [Fact]
    public async Task No_cell_is_begun_that_would_end_too_late()
    {
        Assert.Equal(0, await RunAsync(new RunBounds(null, TimeSpan.FromSeconds(50))));
        Assert.Equal(1, await RunAsync(new RunBounds(1, TimeSpan.FromSeconds(70))));

        // The untouched model was guessed at 60 s and took 30, so a cell that is guessed at 120 is expected to take 60.
        var plan = new ReplicationPlan(claim, Ledger.Read());
        Assert.Equal(60, plan.Seconds(claim.Cells[1]));
        Assert.Equal((2, 120), (plan.Left.Count(), plan.SecondsLeft));
    }

    [Fact]
    public async Task Named_cells_alone_are_run_once()
    {
        Assert.Equal(1, await RunAsync(new RunBounds(null, null, ["patch-10-s1"])));
        Assert.Equal(0, await RunAsync(new RunBounds(null, null, ["patch-10-s1"])));

        Assert.Equal(["patch-10-s1"], claim.Ran);
    }

    [Fact]
    public async Task A_cell_that_is_not_in_the_grid_is_one_line()
    {
        Assert.Contains("no cell 'patch-10-s9' in cross-task", await DemurProcess.RefusedAsync(folder.Path, "replicate", "cross-task", "--only", "patch-10-s9"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_processes_cannot_share_a_folder()
    {
        Directory.CreateDirectory(Path.Combine(Workshop.Out, claim.Name));
        using var other = new FileStream(Path.Combine(Workshop.Out, claim.Name, ".lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);

        var error = await Assert.ThrowsAsync<DemurException>(() => RunAsync(new RunBounds(null, null)));

        Assert.Contains("in use", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_are_scored_again_without_a_model()
    {
        await RunAsync(new RunBounds(null, null));
        var ran = claim.Ran.Count;

        await RejudgedCells.RunAsync(claim, Ledger, Workshop, "refusal-substrings", TestContext.Current.CancellationToken);

        Assert.Equal(ran, claim.Ran.Count);
        Assert.Equal(3, Ledger.Read().Count);
        Assert.All(Ledger.Read(), line =>
        {
            Assert.StartsWith("refusal-substrings ", line.Hashes.Judge, StringComparison.Ordinal);
            Assert.NotNull(line.Rejudged);
            Assert.Equal('R', line.Slices[0].Outcomes[0]);
        });
    }

    [Fact]
    public void A_cell_that_stands_twice_is_told()
    {
        Directory.CreateDirectory(folder.File("ledger"));
        File.WriteAllText(Ledger.Path, "{}\n");

        Assert.Contains("line 1", Assert.Throws<DemurException>(Ledger.Read).Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private Task<int> RunAsync(RunBounds bounds) => new ReplicationRun(claim, Ledger, TimeProvider.System).RunAsync(Workshop, bounds, TestContext.Current.CancellationToken);
}
