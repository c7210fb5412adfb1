using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary>Ctrl-C ends a command in one line and with exit code 130; what was done is kept, and the same command goes on with it.</summary>
[Collection(DemurProcess.Collection)]
[Trait(TestGroups.Trait, TestGroups.EndToEnd)]
public sealed class InterruptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task An_evaluation_is_interrupted_and_resumed()
    {
        var run = _folder.File("run");

        await InterruptAsync(Path.Combine(run, "responses.jsonl"), "eval", "--suite", "own-choices", "--limit", "40", "--out", run);

        Assert.False(File.Exists(Path.Combine(run, "summary.json")));
        var resumed = await DemurProcess.RunAsync("eval", "--suite", "own-choices", "--limit", "40", "--out", run, "--resume");
        Assert.Equal(0, resumed.ExitCode);
        Assert.Equal(40, (await File.ReadAllLinesAsync(Path.Combine(run, "responses.jsonl"), TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task A_tuning_run_is_interrupted_and_resumed()
    {
        var (rows, run) = (_folder.File("rows.jsonl"), _folder.File("run"));
        Assert.Equal(0, (await DemurProcess.RunAsync("data", "build", "--mix", "quick", "--out", rows)).ExitCode);
        string[] arguments = ["train", "sft", "--data", rows, "--recipe", "quick", "--max-steps", "4", "--out", run];

        await InterruptAsync(Path.Combine(run, "steps.jsonl"), arguments);

        Assert.False(Directory.Exists(Path.Combine(run, "adapter")));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(run, "checkpoints"), "*.safetensors"));
        Assert.Equal(0, (await DemurProcess.RunAsync([.. arguments, "--resume"])).ExitCode);
        Assert.True(File.Exists(Path.Combine(run, "adapter", "adapter_model.safetensors")));
        Assert.Equal(4, (await File.ReadAllLinesAsync(Path.Combine(run, "steps.jsonl"), TestContext.Current.CancellationToken)).Length);
    }

    public void Dispose() => _folder.Dispose();

    // Waits until the file has its first line, then sends what Ctrl-C sends.
    private static async Task InterruptAsync(string file, params string[] arguments)
    {
        DemurProcess.SkipWithoutInterrupts();
        using var process = DemurProcess.Start(arguments);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        while (!File.Exists(file) || new FileInfo(file).Length == 0)
        {
            Assert.False(process.HasExited);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await DemurProcess.InterruptAsync(process);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, process.ExitCode);
        Assert.Equal("demur: interrupted", (await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
    }
}
