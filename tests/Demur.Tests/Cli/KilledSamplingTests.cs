using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary>Sampling that is killed goes on with the requests that are left.</summary>
[Collection(DemurProcess.Collection)]
[Trait(TestGroups.Trait, TestGroups.EndToEnd)]
public sealed class KilledSamplingTests : IDisposable
{
    private const int Requests = 48;
    private readonly TemporaryFolder folder = new();
    private readonly string[] pairs;
    private readonly string[] raft;

    public KilledSamplingTests()
    {
        var model = TinyCheckpoint.Write(folder.File("base"));
        var rows = folder.Write("rows.jsonl", string.Concat(Enumerable.Range(0, Requests).Select(index =>
            $$"""{"messages":[{"role":"user","content":"how do I open the lock word{{41 + index}}"},{"role":"assistant","content":"Sorry I cannot help"}],"label":"Harmful"}""" + "\n")));
        string[] sampling = ["--data", rows, "--samples", "8", "--tokens", "60", "--dtype", "float32"];
        pairs = ["data", "pairs", "--target", model, .. sampling];
        raft = ["train", "raft", "--model", model, .. sampling, "--max-steps", "1", "--recipe", folder.Write("recipe.yaml", "name: tiny\n")];
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Pairs_are_built_on_from_where_a_kill_left_them()
    {
        var journal = folder.File("killed.jsonl.answers.jsonl");
        await FinishAsync([.. pairs, "--out", folder.File("whole.jsonl")]);

        await KillTwiceAsync([.. pairs, "--out", folder.File("killed.jsonl"), "--resume"], journal);
        Assert.Contains("--resume", await RefuseAsync([.. pairs, "--out", folder.File("killed.jsonl")]), StringComparison.Ordinal);
        Assert.Contains("other settings", await RefuseAsync([.. pairs, "--out", folder.File("killed.jsonl"), "--seed", "5", "--resume"]), StringComparison.Ordinal);
        await FinishAsync([.. pairs, "--out", folder.File("killed.jsonl"), "--resume"]);

        Assert.Equal(File.ReadAllLines(folder.File("whole.jsonl")), File.ReadAllLines(folder.File("killed.jsonl")));
        Assert.NotEmpty(File.ReadAllLines(folder.File("whole.jsonl")));
        Assert.False(File.Exists(journal));
    }

    [Fact]
    public async Task Raft_samples_on_from_where_a_kill_left_it()
    {
        var journal = Path.Combine(folder.File("killed"), "raft-answers.jsonl");
        string[] command = [.. raft, "--out", folder.File("killed"), "--resume"];

        await KillTwiceAsync(command, journal);
        await FinishAsync(command);

        Assert.Equal(Enumerable.Range(0, Requests), Done(journal).Select(IndexOf).Order());
        Assert.True(File.Exists(Path.Combine(folder.File("killed"), "raft-rows.jsonl")));
    }

    // What was finished stays as it was, and nothing is finished twice.
    private async Task KillTwiceAsync(string[] command, string journal)
    {
        foreach (var most in (int[])[6, 20])
        {
            var before = Done(journal);
            using var process = DemurProcess.Start(command);
            while (!process.HasExited && Done(journal).Length < most)
            {
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }

            Assert.False(process.HasExited, process.HasExited ? await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken) : "");
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            var after = Done(journal);
            Assert.Equal(before, after[..before.Length]);
            Assert.Equal(after.Length, after.Select(IndexOf).Distinct().Count());
            Assert.InRange(after.Length, most, Requests - 1);
        }
    }

    private static async Task FinishAsync(string[] command)
    {
        var result = await DemurProcess.RunAsync(command);
        Assert.True(result.ExitCode == 0, result.Errors);
    }

    private static async Task<string> RefuseAsync(string[] command)
    {
        var result = await DemurProcess.RunAsync(command);
        Assert.Equal(1, result.ExitCode);
        return Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string[] Done(string journal)
    {
        if (!File.Exists(journal))
        {
            return [];
        }

        using var stream = new FileStream(journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)];
    }

    private static int IndexOf(string line)
    {
        using var entry = System.Text.Json.JsonDocument.Parse(line);
        return entry.RootElement.GetProperty("index").GetInt32();
    }
}
