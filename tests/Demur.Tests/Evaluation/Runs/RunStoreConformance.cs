using Demur.Abstractions;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Evaluation.Runs;

/// <summary>What every run store promises, whatever it keeps runs in.</summary>
public abstract class RunStoreConformance
{
    [Fact]
    public async Task Saved_runs_are_read_back_unchanged_oldest_first()
    {
        var token = TestContext.Current.CancellationToken;
        var store = CreateStore();
        var (older, newer) = (SomeRun(hour: 1), SomeRun(hour: 2));

        await store.SaveAsync(newer, token);
        await store.SaveAsync(older, token);

        var read = await store.ReadAsync(token).ToListAsync(token);
        Assert.Equal([older.Id, newer.Id], read.Select(run => run.Id));
        Assert.Equal(older.Settings(), read[0].Settings());
        Assert.Equal(older.Arguments, read[0].Arguments);
    }

    [Fact]
    public async Task Saving_again_replaces()
    {
        var token = TestContext.Current.CancellationToken;
        var store = CreateStore();
        var run = SomeRun(hour: 1);

        await store.SaveAsync(run, token);
        await store.SaveAsync(run with { Version = "9.9.9" }, token);

        Assert.Equal("9.9.9", Assert.Single(await store.ReadAsync(token).ToListAsync(token)).Version);
    }

    [Fact]
    public async Task A_cancelled_save_leaves_nothing_behind()
    {
        var token = TestContext.Current.CancellationToken;
        var store = CreateStore();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await store.SaveAsync(SomeRun(hour: 1), new CancellationToken(canceled: true)));

        Assert.Empty(await store.ReadAsync(token).ToListAsync(token));
    }

    /// <summary>Creates an empty store that no other test sees.</summary>
    protected abstract IRunStore CreateStore();

    private static RunRecord SomeRun(int hour)
    {
        var start = new DateTimeOffset(2026, 11, 21, hour, 0, 0, TimeSpan.Zero);
        var target = new RunTarget("tiny", "identity");
        return new RunRecord
        {
            Id = RunRecord.NewId(start, target),
            StartedAt = start,
            Version = "0.1.0",
            Target = target,
            Decoding = new DecodingSettings { TopP = 0.9f },
            Suites = [RunSuite.Of(new Suite { Name = "one", Samples = [Some.Sample()] })],
            Scorers = [new RunScorer("judge", "abc")],
            TaskChecks = "def",
            Arguments = ["eval"],
            Machine = new RunMachine("linux", "processor", 2, 1024, "net10"),
        };
    }
}
