using System.Text.Json;
using Demur.Steering.Directions;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary>Strengths chosen on one half of the samples, reported on the other, and applied.</summary>
[Collection(DemurProcess.Collection)]
[Trait(TestGroups.Trait, TestGroups.EndToEnd)]
public sealed class CalibrateCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_coefficient_is_tried_chosen_and_applied_by_eval()
    {
        var model = TinyCheckpoint.Write(_folder.File("model"));
        var direction = Direction();
        string[] calibrate = ["calibrate", "--target", model, "--suite", "own-direct", "--limit", "40", "--tokens", "2", "--dtype", "float32"];

        var run = await DemurProcess.RunAsync([.. calibrate, "--direction", direction, "--strengths", "0.5,-2", "--out", _folder.File("c.json")]);

        Assert.Equal(0, run.ExitCode);
        var file = Json("c.json");
        Assert.Equal([0.5, -2], file.GetProperty("tried").EnumerateArray().Select(choice => choice.GetProperty("scale").GetDouble()));
        Assert.Equal(0.5, file.GetProperty("coefficient").GetDouble());
        Assert.Equal(40, Of("validation") + Of("test"));
        Assert.Equal(0, (await DemurProcess.RunAsync("eval", "--target", model, "--suite", "own-direct", "--limit", "2", "--tokens", "2", "--calibration", _folder.File("c.json"), "--out", _folder.File("run"))).ExitCode);
        Assert.Equal("0.5", Json("run/run.json").GetProperty("resolved").GetProperty("coefficient").GetString());
        Assert.Contains("Leave one of them out", await DemurProcess.RefusedAsync(_folder.Path, "eval", "--target", model, "--suite", "own-direct", "--limit", "2", "--calibration", _folder.File("c.json"), "--add", direction, "--out", _folder.File("no")), StringComparison.Ordinal);
        Assert.Contains("One strength", await DemurProcess.RefusedAsync(_folder.Path, [.. calibrate, "--direction", direction, "--self-cd", "emphasis", "--out", _folder.File("no.json")]), StringComparison.Ordinal);
        Assert.Contains("--shares holds 'half'", await DemurProcess.RefusedAsync(_folder.Path, [.. calibrate, "--shares", "half", "--out", _folder.File("no.json")]), StringComparison.Ordinal);

        int Of(string half) => file.GetProperty(half).GetProperty("refusal_rate").GetProperty("scored").GetInt32() + file.GetProperty(half).GetProperty("false_refusal_rate").GetProperty("scored").GetInt32();
    }

    [Fact]
    public async Task Alpha_is_tried_chosen_and_applied_by_eval()
    {
        var model = TinyCheckpoint.Write(_folder.File("model"));

        Assert.Equal(0, (await DemurProcess.RunAsync("calibrate", "--target", model, "--suite", "own-direct", "--limit", "40", "--tokens", "2", "--self-cd", "emphasis", "--strengths", "0,1,2.5", "--out", _folder.File("a.json"))).ExitCode);

        // A model of random words refuses nothing, so the strength that leaves it as it is is taken.
        Assert.Equal(1, Json("a.json").GetProperty("contrast").GetProperty("alpha").GetDouble());
        Assert.Equal(0, (await DemurProcess.RunAsync("eval", "--target", model, "--suite", "own-direct", "--limit", "2", "--tokens", "2", "--calibration", _folder.File("a.json"), "--out", _folder.File("run"))).ExitCode);
        Assert.Contains("\"alpha\":1", Json("run/run.json").GetProperty("resolved").GetProperty("self_cd").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_threshold_of_scores_keeps_the_bound_on_one_half_and_is_reported_on_the_other()
    {
        // Harmful samples score 1 to 100, harmless ones 1 to 100 less 60: at a bound of 0 the threshold is the highest harmless score of the half.
        var rows = _folder.Write("scores.jsonl", string.Concat(Enumerable.Range(1, 100).Select(i => $"{{\"id\":\"h{i}\",\"label\":\"harmful\",\"score\":{i}}}\n{{\"id\":\"n{i}\",\"label\":\"harmless\",\"projection\":{i - 60}}}\n")));

        Assert.Equal(0, (await DemurProcess.RunAsync("calibrate", "--scores", rows, "--bound", "0", "--out", _folder.File("t.json"))).ExitCode);

        var file = Json("t.json");
        Assert.InRange(file.GetProperty("threshold").GetDouble(), 30, 40);
        Assert.Equal(0, file.GetProperty("validation").GetProperty("false_refusal_rate").GetProperty("hits").GetInt32());
        Assert.InRange(file.GetProperty("test").GetProperty("refusal_rate").GetProperty("value").GetDouble(), 0.5, 0.75);
        Assert.Contains("line 1", await DemurProcess.RefusedAsync(_folder.Path, "calibrate", "--scores", _folder.Write("bad.jsonl", "{\"id\":\"a\",\"label\":\"harmful\"}\n"), "--out", _folder.File("no.json")), StringComparison.Ordinal);
        Assert.Contains("--suite is missing", await DemurProcess.RefusedAsync(_folder.Path, "calibrate", "--out", _folder.File("no.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_system_prompt_beside_none_at_all_is_refused_before_anything_is_asked()
    {
        var model = TinyCheckpoint.Write(_folder.File("model"));

        Assert.Contains("asks for no system prompt", await DemurProcess.RefusedAsync(_folder.Path, "eval", "--target", model, "--suite", "own-direct", "--limit", "2", "--system", "", "--mitigate", "contextual-benign,safety-short", "--out", _folder.File("no")), StringComparison.Ordinal);
        Assert.Contains("asks for no system prompt", await DemurProcess.RefusedAsync(_folder.Path, "prompts", "measure", "--target", model, "--suite", "own-direct", "--limit", "2", "--system", "", "--out", _folder.File("no")), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string Direction()
    {
        new RefusalDirection { Vector = [.. Enumerable.Range(1, 32).Select(i => (float)i)], Layer = 1, Position = -1 }.Save(_folder.File("d.safetensors"));
        return _folder.File("d.safetensors");
    }

    private JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllText(_folder.File(file))).RootElement;
}
