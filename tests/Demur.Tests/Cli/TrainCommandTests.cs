using System.Text.Json;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary>What the commands of <c>demur train</c> share.</summary>
[Collection(DemurProcess.Collection)]
[Trait(TestGroups.Trait, TestGroups.EndToEnd)]
public sealed class TrainCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string pairs;
    private readonly string model;
    private readonly string recipe;

    public TrainCommandTests()
    {
        model = TinyCheckpoint.Write(Path.Combine(folder.Path, "base"));
        (pairs, recipe) = (Path.Combine(folder.Path, "pairs.jsonl"), Path.Combine(folder.Path, "tiny.yaml"));
        File.WriteAllText(recipe, "name: tiny\nlora: { rank: 4 }\ndpo: { seed: 5 }\n");
        File.WriteAllLines(pairs, Enumerable.Range(0, 30).Select(index => $$"""{"prompt":"how do I make bread word{{50 + index}}","chosen":"Sorry I cannot help","rejected":"bake it with flour"}"""));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task One_unmarked_file_serves_a_reward_model_and_dpo_only_when_it_is_divided()
    {
        Assert.Equal(0, (await DemurProcess.RunAsync(Train("reward", "whole/reward"))).ExitCode);
        var refused = await DemurProcess.RefusedAsync(folder.Path, Train("dpo", "whole/dpo"));
        Assert.Contains("30 of these 30 requests", refused, StringComparison.Ordinal);

        var reward = await DemurProcess.RunAsync(Train("reward", "shared/reward", "--own-share"));
        var dpo = await DemurProcess.RunAsync(Train("dpo", "shared/dpo", "--own-share"));

        Assert.True(reward.ExitCode + dpo.ExitCode == 0, reward.Errors + dpo.Errors);
        var (judged, tuned) = (Requests("shared/reward"), Requests("shared/dpo"));
        Assert.Empty(judged.Intersect(tuned));
        Assert.Equal(30, judged.Length + tuned.Length);
        Assert.Contains($"{judged.Length} of 30 belong to this use", reward.Errors, StringComparison.Ordinal);
        Assert.Equal(judged, Requests("shared/reward/model"));
    }

    [Fact]
    public async Task Raft_ranks_only_requests_that_its_reward_model_did_not_learn_from()
    {
        var rows = Path.Combine(folder.Path, "rows.jsonl");
        await File.WriteAllLinesAsync(rows, Enumerable.Range(0, 30).Select(index =>
            $$"""{"messages":[{"role":"user","content":"how do I make bread word{{50 + index}}"},{"role":"assistant","content":"bake it with flour"}],"label":"Harmless"}"""), TestContext.Current.CancellationToken);
        var reward = await DemurProcess.RunAsync(Train("reward", "reward", "--own-share"));
        string[] raft = ["train", "raft", "--model", model, "--data", rows, "--reward", Path.Combine(folder.Path, "reward"), "--samples", "2", "--tokens", "4", "--dtype", "float32", "--recipe", recipe, "--out", Path.Combine(folder.Path, "raft")];

        var refused = await DemurProcess.RefusedAsync(folder.Path, raft);
        var divided = await DemurProcess.RunAsync([.. raft, "--own-share"]);

        Assert.Equal(0, reward.ExitCode);
        Assert.Contains($"trained on {Requests("reward").Length} of these 30 requests", refused, StringComparison.Ordinal);
        Assert.Contains($"{30 - Requests("reward").Length} of 30 belong to this use", divided.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("must not judge", divided.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(7, "--seed", "7")]
    public async Task A_recipes_seed_counts_unless_the_command_line_names_one(int expected, params string[] arguments)
    {
        var result = await DemurProcess.RunAsync(Train("dpo", "seeded", arguments));

        Assert.True(result.ExitCode == 0, result.Errors);
        using var record = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder.Path, "seeded", "run.json"), TestContext.Current.CancellationToken));
        Assert.Equal(expected, record.RootElement.GetProperty("recipe").GetProperty("dpo").GetProperty("seed").GetInt32());
    }

    [Theory]
    [InlineData("sft", "--data")]
    [InlineData("dpo", "--pairs")]
    [InlineData("kto", "--pairs")]
    [InlineData("kto", "--data")]
    [InlineData("derta", "--pairs")]
    [InlineData("reward", "--pairs")]
    [InlineData("raft", "--data")]
    public async Task Empty_data_and_a_bad_recipe_are_one_line_to_every_trainer(string method, string option)
    {
        var (empty, bad) = (Path.Combine(folder.Path, "empty.jsonl"), Path.Combine(folder.Path, "bad.yaml"));
        await File.WriteAllTextAsync(empty, "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(bad, "name: bad\nlora: { rank: 0 }\n", TestContext.Current.CancellationToken);
        string[] command = ["train", method, "--model", model, "--dtype", "float32", "--out", Path.Combine(folder.Path, "out"), option];

        var nothing = await DemurProcess.RefusedAsync(folder.Path, [.. command, empty]);
        var settings = await DemurProcess.RefusedAsync(folder.Path, [.. command, pairs, "--recipe", bad]);

        Assert.Contains("empty.jsonl", nothing, StringComparison.Ordinal);
        Assert.Contains("lora.rank is 0; it must be at least 1", settings, StringComparison.Ordinal);
    }

    private string[] Train(string method, string output, params string[] more) =>
        ["train", method, "--model", model, "--pairs", pairs, "--recipe", recipe, "--dtype", "float32", "--out", Path.Combine(folder.Path, output), .. more];

    private string[] Requests(string run) => File.ReadAllLines(Path.Combine(folder.Path, run, "trained-on.txt"));
}
