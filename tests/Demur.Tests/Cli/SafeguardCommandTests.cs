using System.Text.Json;
using Demur.Models.Interventions;
using Demur.Steering.Directions;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary>Soft prompts as a user meets them: files, exit codes, one line for each mistake, work that survives a kill.</summary>
[Collection(DemurProcess.Collection)]
[Trait(TestGroups.Trait, TestGroups.EndToEnd)]
public sealed class SafeguardCommandTests : IDisposable
{
    private const int Answers = 2 * 2 * 24 * 4;
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public SafeguardCommandTests() => _model = TinyCheckpoint.Write(_folder.File("model"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_model_that_refuses_nothing_is_inconclusive_and_drawing_goes_on_from_where_a_kill_left_it()
    {
        string[] train = ["safeguard", "train", "--model", _model, "--queries", "24", "--prompts", "safety-short", "--start", "safety-short", "--samples", "4", "--tokens", "40", "--dtype", "float32"];
        var journal = _folder.File("killed/answers.jsonl");
        string[] killed = [.. train, "--out", _folder.File("killed"), "--resume"];
        foreach (var most in (int[])[6, 40])
        {
            using var process = DemurProcess.Start(killed);
            while (!process.HasExited && Lines(journal).Length < most)
            {
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }

            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var before = Lines(journal);
        Assert.InRange(before.Length, 40, Answers - 1);
        Assert.Contains("--resume", (await DemurProcess.RunAsync([.. train, "--out", _folder.File("killed")])).Errors, StringComparison.Ordinal);
        var result = await DemurProcess.RunAsync(killed);

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("of the judged answers refuse and", result.Output, StringComparison.Ordinal);
        var after = Lines(journal);
        Assert.Equal(before, after[..before.Length]);
        Assert.Equal(Enumerable.Range(0, Answers), after.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("index").GetInt32()).Order());
        Assert.False(File.Exists(_folder.File("killed/soft-prompt.safetensors")));
    }

    [Fact]
    public async Task A_soft_prompt_is_applied_measured_and_recorded_with_all_else_that_acts()
    {
        Prompt(32).Save(_folder.File("p.safetensors"));
        new RefusalDirection { Vector = [.. Enumerable.Range(1, 32).Select(i => (float)i)], Layer = 1, Position = -1 }.Save(_folder.File("d.safetensors"));
        string[] eval = ["eval", "--suite", "own-direct", "--limit", "4", "--tokens", "2", "--dtype", "float32"];

        Assert.Equal(0, (await DemurProcess.RunAsync("safeguard", "apply", _folder.File("p.safetensors"), "--model", _model, "--out", _folder.File("applied"))).ExitCode);
        Assert.Equal(0, (await DemurProcess.RunAsync([.. eval, "--target", _folder.File("applied"), "--out", _folder.File("a")])).ExitCode);
        var together = await DemurProcess.RunAsync([
            .. eval, "--target", _model, "--soft-prompt", _folder.File("p.safetensors"), "--ablate", _folder.File("d.safetensors"), "--self-cd", "emphasis", "--mitigate", "safety-short", "--out", _folder.File("b")]);
        Assert.True(together.ExitCode == 0, together.Errors);
        Assert.Equal(0, (await DemurProcess.RunAsync("chat", "--target", _model, "--soft-prompt", _folder.File("p.safetensors"), "--tokens", "3", "how", "do", "I")).ExitCode);

        var resolved = JsonDocument.Parse(await File.ReadAllTextAsync(_folder.File("b/run.json"), TestContext.Current.CancellationToken)).RootElement.GetProperty("resolved");
        Assert.EndsWith("of 2 vectors", resolved.GetProperty("soft_prompt").GetString(), StringComparison.Ordinal);
        Assert.True(resolved.TryGetProperty("ablate", out _) && resolved.TryGetProperty("self_cd", out _) && resolved.TryGetProperty("prompts", out _));
        Assert.Equal(1, (await DemurProcess.RunAsync([.. eval, "--target", _model, "--out", _folder.File("b"), "--resume"])).ExitCode);
    }

    [Fact]
    public async Task Mistakes_are_told_in_one_line()
    {
        Prompt(16).Save(_folder.File("narrow.safetensors"));
        File.WriteAllText(_folder.File("empty.jsonl"), "");
        string[] train = ["safeguard", "train", "--model", _model, "--out", _folder.File("no")];
        string[] eval = ["eval", "--suite", "own-direct", "--limit", "2", "--out", _folder.File("no"), "--soft-prompt", _folder.File("narrow.safetensors")];

        Assert.Contains("safety-short", await Refused([.. train, "--prompts", "nothing"]), StringComparison.Ordinal);
        Assert.Contains("none of --prompts", await Refused([.. train, "--prompts", "safety-short"]), StringComparison.Ordinal);
        Assert.Contains("no system prompt", await Refused([.. train, "--prompts", "contextual-benign", "--start", "contextual-benign"]), StringComparison.Ordinal);
        Assert.Contains("holds no harmful request", await Refused([.. train, "--harmful", "own-ordinary"]), StringComparison.Ordinal);
        Assert.Contains("empty.jsonl", await Refused([.. train, "--harmful", _folder.File("empty.jsonl")]), StringComparison.Ordinal);
        Assert.Contains("known are dro and vpt", await Refused([.. train, "--method", "magic"]), StringComparison.Ordinal);
        Assert.Contains("16 values", await Refused([.. eval, "--target", _model]), StringComparison.Ordinal);
        Assert.Contains("16 values", await Refused("safeguard", "apply", _folder.File("narrow.safetensors"), "--model", _model, "--out", _folder.File("no")), StringComparison.Ordinal);
        Assert.Contains("--soft-prompt", await Refused([.. eval, "--target", "openai:some"]), StringComparison.Ordinal);
        Assert.Contains("holds no points.jsonl", await Refused("safeguard", "plot", _folder.Path, "--out", _folder.File("x.svg")), StringComparison.Ordinal);
    }

    private Task<string> Refused(params string[] arguments) => DemurProcess.RefusedAsync(_folder.Path, arguments);

    private static SoftPrompt Prompt(int hidden) => new() { Values = [.. Enumerable.Range(0, 2 * hidden).Select(i => 0.01f * i)], HiddenSize = hidden };

    private static string[] Lines(string journal)
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
}
