using System.Text.Json;
using Demur.Steering.Directions;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary>Whether a defence survives, as a gate: the target is attacked and asked its own samples again.</summary>
[Collection(DemurProcess.Collection)]
[Trait(TestGroups.Trait, TestGroups.EndToEnd)]
public sealed class GateAttackTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Ablation_measures_the_same_samples_with_the_direction_out_and_gates_on_the_change()
    {
        var model = await MeasuredAsync();
        new RefusalDirection { Vector = [.. Enumerable.Range(1, 32).Select(i => (float)i)], Layer = 1, Position = -1 }.Save(_folder.File("d.safetensors"));

        var gate = await GateAsync(model, "ablation", "--direction", _folder.File("d.safetensors"), "--json");

        // A model of random words refuses nothing, and a gate says so of any such run.
        Assert.Equal(2, gate.ExitCode);
        var result = JsonDocument.Parse(gate.Output).RootElement;
        Assert.Equal("after ablation", result.GetProperty("candidate_target").GetString());
        Assert.Contains(result.GetProperty("checks").EnumerateArray(), check => check.GetProperty("rule").GetString() == "harmful-refused");
        Assert.EndsWith("layer 1", Run("after/run/run.json").GetProperty("resolved").GetProperty("ablate").GetString(), StringComparison.Ordinal);
        Assert.Equal(Samples("before/samples.jsonl"), Samples("after/run/samples.jsonl"));
        Assert.NotEqual(Run("before/run.json").GetProperty("target").GetProperty("identity").GetString(), Run("after/run/run.json").GetProperty("target").GetProperty("identity").GetString());
    }

    [Fact]
    public async Task An_ablation_without_a_direction_searches_for_one_and_is_inconclusive_when_there_is_none()
    {
        var gate = await GateAsync(await MeasuredAsync(), "ablation");

        Assert.Equal(3, gate.ExitCode);
        Assert.Contains("the attack could not be made", gate.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("after/search/result.json")));
        Assert.False(Directory.Exists(_folder.File("after/run")));
    }

    [Fact]
    public async Task Benign_tuning_changes_the_weights_and_a_gate_that_was_left_goes_on()
    {
        var model = await MeasuredAsync();
        var rows = _folder.Write("rows.jsonl", string.Concat(Enumerable.Range(0, 16).Select(_ => "{\"messages\":[{\"role\":\"user\",\"content\":\"how do I make bread\"},{\"role\":\"assistant\",\"content\":\"bake the flour and water\"}]}\n")));

        Assert.Equal(2, (await GateAsync(model, "benign-finetune", "--data", rows)).ExitCode);

        Assert.Equal("benign-finetune", Run("after/tuning/run.json").GetProperty("recipe").GetProperty("name").GetString());
        Assert.Equal(2, (await GateAsync(model, "benign-finetune", "--data", rows)).ExitCode);
    }

    [Fact]
    public async Task An_attack_on_requests_asks_the_same_samples_under_it_and_pairs_them_with_the_run_before()
    {
        var model = await MeasuredAsync();

        var gate = await GateAsync(model, "template:opposite-day", "--attack", "prefill:2", "--json");

        Assert.Equal(2, gate.ExitCode);
        Assert.Contains(JsonDocument.Parse(gate.Output).RootElement.GetProperty("checks").EnumerateArray(), check => check.GetProperty("rule").GetString() == "harmful-refused" && check.GetProperty("pairs").GetInt32() == 20);
        Assert.Equal(["template:opposite-day", "prefill:2"], Run("after/run/run.json").GetProperty("attacks").EnumerateArray().Select(name => name.GetString()));
        Assert.NotEqual(Samples("before/samples.jsonl"), Samples("after/run/samples.jsonl"));
        Assert.Contains("different attacks (no attack, --attack template:opposite-day+prefill:2)", await DemurProcess.RefusedAsync(_folder.Path, "gate", "--baseline", _folder.File("before"), "--candidate", _folder.File("after/run")), StringComparison.Ordinal);
        Assert.Contains("stands alone", await DemurProcess.RefusedAsync(_folder.Path, "gate", "--baseline", _folder.File("before"), "--candidate", _folder.File("x"), "--target", model, "--attack", "ablation", "--attack", "template"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_checkpoints_run_and_an_unknown_attack_are_refused_in_one_line()
    {
        var model = await MeasuredAsync();

        string[] gate = ["gate", "--baseline", _folder.File("before"), "--candidate", _folder.File("after"), "--target"];
        Assert.Contains("another checkpoint", await DemurProcess.RefusedAsync(_folder.Path, [.. gate, "smollm2-135m-instruct", "--attack", "ablation"]), StringComparison.Ordinal);
        Assert.Contains("belongs to --attack", await DemurProcess.RefusedAsync(_folder.Path, [.. gate, model, "--direction", "d.safetensors"]), StringComparison.Ordinal);
        Assert.Contains("known are ablation and benign-finetune", await DemurProcess.RefusedAsync(_folder.Path, [.. gate, model, "--attack", "magic"]), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> MeasuredAsync()
    {
        var model = TinyCheckpoint.Write(_folder.File("model"));
        Assert.Equal(0, (await DemurProcess.RunAsync("eval", "--target", model, "--suite", "own-direct-held-out", "--limit", "40", "--tokens", "3", "--dtype", "float32", "--out", _folder.File("before"))).ExitCode);
        return model;
    }

    private Task<DemurResult> GateAsync(string model, string attack, params string[] more) =>
        DemurProcess.RunAsync(["gate", "--baseline", _folder.File("before"), "--candidate", _folder.File("after"), "--target", model, "--attack", attack, "--dtype", "float32", .. more]);

    private JsonElement Run(string file) => JsonDocument.Parse(File.ReadAllText(_folder.File(file))).RootElement;

    private string[] Samples(string file) => File.ReadAllLines(_folder.File(file));
}
