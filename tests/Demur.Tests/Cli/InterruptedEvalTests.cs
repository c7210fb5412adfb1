using System.Diagnostics;
using System.Text.Json.Nodes;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary>An evaluation that is ended in its middle loses no finished sample.</summary>
[Collection(DemurProcess.Collection)]
[Trait(TestGroups.Trait, TestGroups.EndToEnd)]
public sealed class InterruptedEvalTests : IDisposable
{
    private const int Samples = 16;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_killed_run_is_resumed_with_each_sample_once()
    {
        string[] arguments = ["eval", "--suite", "own-choices", "--limit", $"{Samples}", "--out", _folder.File("run")];
        using (var process = DemurProcess.Start(arguments))
        {
            await FirstLineAsync(process);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var kept = CompleteLines();
        Assert.InRange(kept.Length, 1, Samples - 1);

        var resumed = await DemurProcess.RunAsync([.. arguments, "--resume"]);

        Assert.Equal(0, resumed.ExitCode);
        var lines = CompleteLines();
        Assert.Equal(kept, lines[..kept.Length]);
        Assert.Equal(Enumerable.Range(0, Samples), lines.Select(line => (int)JsonNode.Parse(line)!["index"]!).Order());
        Assert.True(File.Exists(Path.Combine(_folder.File("run"), "summary.json")));
    }

    public void Dispose() => _folder.Dispose();

    private string[] CompleteLines()
    {
        var text = File.ReadAllText(Responses);
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private string Responses => Path.Combine(_folder.File("run"), "responses.jsonl");

    // Progress is shown seconds apart when it is not watched, so the file itself is looked at.
    private async Task FirstLineAsync(Process process)
    {
        while (!File.Exists(Responses) || CompleteLines() is [])
        {
            Assert.False(process.HasExited);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
