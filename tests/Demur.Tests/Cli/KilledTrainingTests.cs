using System.Security.Cryptography;
using System.Text.Json;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary>Training that is killed at random steps and resumed ends in the weights of the run that was left alone.</summary>
[Collection(DemurProcess.Collection)]
[Trait(TestGroups.Trait, TestGroups.EndToEnd)]
public sealed class KilledTrainingTests : IDisposable
{
    private const int Steps = 400;
    private readonly TemporaryFolder folder = new();
    private readonly string[] common;

    public KilledTrainingTests()
    {
        var rows = Path.Combine(folder.Path, "rows.jsonl");
        string[] answers = ["bake it with flour and water", "pick the door for me", "tell me about the sea and the sun", "Sorry I cannot help"];
        File.WriteAllLines(rows, Enumerable.Range(0, 40).Select(index =>
            $$"""{"messages":[{"role":"user","content":"how do I make bread word{{50 + index}}"},{"role":"assistant","content":"{{answers[index % 4]}}"}],"label":"{{(index % 4 == 3 ? "Harmful" : "Harmless")}}"}"""));
        var recipe = Path.Combine(folder.Path, "recipe.yaml");
        File.WriteAllText(recipe, "name: killed\nlora: { rank: 4, dropout: 0.1 }\nsft: { epochs: 200, checkpoint_every: 7, keep_checkpoints: 3, decision_weight: 1, batch: { batch_size: 4 } }\n");
        common = ["train", "sft", "--model", TinyCheckpoint.Write(Path.Combine(folder.Path, "base")), "--data", rows, "--recipe", recipe, "--max-steps", $"{Steps}", "--dtype", "float32"];
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public Task Three_kills_at_random_steps_change_nothing() => KillAsync(kills: 3, seed: 1);

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Slow)]
    public async Task Twenty_kills_at_random_steps_change_nothing()
    {
        var steps = await KillAsync(kills: 20, seed: 2);

        var record = Path.Combine(Directory.CreateDirectory(Path.Combine(GoldenFolder.RepositoryRoot, "artifacts")).FullName, "kill-9-training.json");
        await File.WriteAllTextAsync(record, JsonSerializer.Serialize(new { steps = Steps, killed_at = steps, weights = "as uninterrupted" }), TestContext.Current.CancellationToken);
    }

    private async Task<IReadOnlyList<int>> KillAsync(int kills, int seed)
    {
        var expected = await FinishAsync("whole");
        var random = new Random(seed);
        var kept = new List<int>();
        for (var kill = 0; kill < kills; kill++)
        {
            // A step ahead of where the last kill left it, so that all of them fall within the run.
            kept.Add((Steps * kill / kills) + random.Next(1, Steps * 3 / (4 * kills)));
            await KillAtAsync("killed", kept[^1]);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"killed at steps {string.Join(", ", kept)} of {Steps}");
        Assert.Equal(expected, await FinishAsync("killed"));
        Assert.Equal(Enumerable.Range(0, Steps), File.ReadLines(Path.Combine(folder.Path, "killed", "steps.jsonl")).Select(StepOf));
        return kept;
    }

    // Kills (SIGKILL) as soon as the step is written, which is anywhere in the steps and checkpoints that follow.
    private async Task KillAtAsync(string name, int step)
    {
        using var process = DemurProcess.Start([.. common, "--out", Path.Combine(folder.Path, name), "--resume"]);
        var steps = Path.Combine(folder.Path, name, "steps.jsonl");
        while (!process.HasExited && !(File.Exists(steps) && LinesIn(steps) >= step))
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        Assert.False(process.HasExited, $"The run ended before step {step}: {(process.HasExited ? await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken) : "")}");
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private async Task<string> FinishAsync(string name)
    {
        var result = await DemurProcess.RunAsync([.. common, "--out", Path.Combine(folder.Path, name), "--resume"]);
        Assert.True(result.ExitCode == 0, result.Errors);
        return Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(folder.Path, name, "adapter", "adapter_model.safetensors"), TestContext.Current.CancellationToken)));
    }

    private static int LinesIn(string path)
    {
        try
        {
            return File.ReadLines(path).Count();
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static int StepOf(string line)
    {
        using var step = JsonDocument.Parse(line);
        return step.RootElement.GetProperty("step").GetInt32();
    }
}
