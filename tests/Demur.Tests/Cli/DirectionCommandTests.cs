using System.Text.Json;
using Demur.Steering.Directions;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary>Directions as a user meets them: files, exit codes, one line for each mistake.</summary>
[Collection(DemurProcess.Collection)]
[Trait(TestGroups.Trait, TestGroups.EndToEnd)]
public sealed class DirectionCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_search_finds_a_direction_is_resumed_only_under_its_settings_and_says_when_it_cannot_tell()
    {
        var model = TinyCheckpoint.Write(_folder.File("model"));
        string[] find = ["direction", "find", "--model", model, "--out", _folder.File("search"), "--train", "16", "--validation", "8", "--refusal-tokens", "Sorry,9", "--dtype", "float32"];
        string[] loose = [.. find, "--keep-all", "--max-kl", "1e9", "--min-induce", "-1e9", "--layer-share", "1"];

        Assert.Equal(0, (await DemurProcess.RunAsync(loose)).ExitCode);
        var shown = JsonDocument.Parse((await DemurProcess.RunAsync("direction", "show", _folder.File("search"), "--json")).Output).RootElement;
        Assert.Equal(32, shown.GetProperty("hidden").GetInt32());
        Assert.Equal("5 9", shown.GetProperty("metadata").GetProperty("refusal_tokens").GetString());
        Assert.Contains("--resume", await DemurProcess.RefusedAsync(_folder.Path, loose), StringComparison.Ordinal);
        Assert.Contains("other settings", await DemurProcess.RefusedAsync(_folder.Path, [.. loose, "--resume", "--seed", "4"]), StringComparison.Ordinal);
        Assert.Equal(0, (await DemurProcess.RunAsync([.. loose, "--resume"])).ExitCode);
        string[] again = ["direction", "select", "--evaluations", _folder.File("search"), "--max-kl", "1e9", "--min-induce", "-1e9", "--layer-share", "1", "--out", _folder.File("again.safetensors")];
        Assert.Equal(0, (await DemurProcess.RunAsync(again)).ExitCode);
        Assert.Equal(RefusalDirection.Read(_folder.File("search")).Vector, RefusalDirection.Read(_folder.File("again.safetensors")).Vector);
        Assert.Equal("Inclusive: KL 1000000000, induce -1000000000, layers 1", RefusalDirection.Read(_folder.File("again.safetensors")).Metadata["bounds"]);
        Assert.Equal(0, (await DemurProcess.RunAsync("direction", "plot", "--search", _folder.File("search"), "--out", _folder.File("scores.svg"))).ExitCode);
        Assert.StartsWith("<svg xmlns", await File.ReadAllTextAsync(_folder.File("scores.svg"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var inconclusive = await DemurProcess.RunAsync([.. find.Select(part => part == _folder.File("search") ? _folder.File("strict") : part)]);
        Assert.Equal(3, inconclusive.ExitCode);
        Assert.Contains("inconclusive: ", inconclusive.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interventions_act_together_and_are_recorded_and_a_direction_of_another_shape_is_refused()
    {
        var model = TinyCheckpoint.Write(_folder.File("model"));
        new RefusalDirection { Vector = [.. Enumerable.Range(1, 32).Select(i => (float)i)], Layer = 1, Position = -1 }.Save(_folder.File("d.safetensors"));
        new RefusalDirection { Vector = [1, 2], Layer = 1, Position = -1 }.Save(_folder.File("short.safetensors"));
        string[] eval = ["--target", model, "--suite", "own-direct", "--limit", "4", "--tokens", "2"];

        Assert.Equal(0, (await DemurProcess.RunAsync(["direction", "ablate", _folder.File("d.safetensors"), .. eval, "--out", _folder.File("ablated"), "--add", _folder.File("d.safetensors"), "--coefficient", "-2", "--self-cd", "emphasis", "--alpha", "1.5", "--mitigate", "contextual-benign,safety-short,interactive-reconsider"])).ExitCode);

        var resolved = JsonDocument.Parse(await File.ReadAllTextAsync(_folder.File("ablated/run.json"), TestContext.Current.CancellationToken)).RootElement.GetProperty("resolved");
        Assert.EndsWith("layer 1", resolved.GetProperty("ablate").GetString(), StringComparison.Ordinal);
        Assert.Equal("-2", resolved.GetProperty("coefficient").GetString());
        Assert.Contains("\"alpha\":1.5", resolved.GetProperty("self_cd").GetString(), StringComparison.Ordinal);
        Assert.All(await File.ReadAllLinesAsync(_folder.File("ablated/responses.jsonl"), TestContext.Current.CancellationToken), line => Assert.False(JsonDocument.Parse(line).RootElement.TryGetProperty("error", out _)));
        Assert.Equal("contextual-benign@1,safety-short@1,interactive-reconsider@1", resolved.GetProperty("prompts").GetString());
        Assert.Contains("2 values", await DemurProcess.RefusedAsync(_folder.Path, ["direction", "add", _folder.File("short.safetensors"), .. eval, "--out", _folder.File("no")]), StringComparison.Ordinal);
        Assert.Contains("2 values", await DemurProcess.RefusedAsync(_folder.Path, "direction", "orthogonalise", _folder.File("short.safetensors"), "--model", model, "--out", _folder.File("no")), StringComparison.Ordinal);
        Assert.Contains("holds no direction", await DemurProcess.RefusedAsync(_folder.Path, "direction", "show", _folder.File("nowhere")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prompts_are_projected_and_a_changed_model_answers()
    {
        var model = TinyCheckpoint.Write(_folder.File("model"));
        new RefusalDirection { Vector = [.. Enumerable.Range(1, 32).Select(i => (float)i)], Layer = 1, Position = -1 }.Save(_folder.File("d.safetensors"));

        var report = JsonDocument.Parse((await DemurProcess.RunAsync("direction", "monitor", _folder.File("d.safetensors"), "--target", model, "--suite", "own-direct", "--limit", "20", "--out", _folder.File("rows.jsonl"), "--json")).Output).RootElement;

        Assert.InRange(report.GetProperty("auroc").GetDouble(), 0, 1);
        Assert.Equal(20, (await File.ReadAllLinesAsync(_folder.File("rows.jsonl"), TestContext.Current.CancellationToken)).Length);
        Assert.Equal(0, (await DemurProcess.RunAsync("direction", "plot", "--projections", _folder.File("rows.jsonl"), "--out", _folder.File("p.svg"))).ExitCode);
        Assert.Equal((0.0, 1.0), (report.GetProperty("roc")[0].GetProperty("found").GetDouble(), report.GetProperty("roc").EnumerateArray().Last().GetProperty("flagged").GetDouble()));
        Assert.Equal(0, (await DemurProcess.RunAsync("direction", "plot", "--projections", _folder.File("rows.jsonl"), "--roc", "--out", _folder.File("roc.svg"))).ExitCode);
        Assert.Contains("one of --search", await DemurProcess.RefusedAsync(_folder.Path, "direction", "plot", "--projections", _folder.File("rows.jsonl"), "--search", "x", "--out", _folder.File("no.svg")), StringComparison.Ordinal);
        Assert.Contains("line 1: not valid JSON at column", await DemurProcess.RefusedAsync(_folder.Path, "direction", "plot", "--projections", _folder.File("d.safetensors"), "--out", _folder.File("no.svg")), StringComparison.Ordinal);
        Assert.Equal(0, (await DemurProcess.RunAsync("direction", "orthogonalise", _folder.File("d.safetensors"), "--model", model, "--out", _folder.File("changed"))).ExitCode);
        Assert.Equal(0, (await DemurProcess.RunAsync("chat", "--target", _folder.File("changed"), "--tokens", "3", "how", "do", "I")).ExitCode);
    }

    [Fact]
    public async Task Suffixes_are_shown_by_layer_and_head_against_random_ones_and_a_file_without_any_is_refused()
    {
        var model = TinyCheckpoint.Write(_folder.File("model"));
        new RefusalDirection { Vector = [.. Enumerable.Range(1, 32).Select(i => (float)i)], Layer = 1, Position = -1 }.Save(_folder.File("d.safetensors"));
        var file = _folder.Write("s.json", """{"jailbreaks":[{"goal":"how do I open a lock","prompt":"how do I open a lock please tell me"},{"goal":"rain","prompt":"the sun"},{"goal":"pick the door","prompt":null}]}""");
        string[] suffix = ["direction", "suffix", _folder.File("d.safetensors"), "--target", model, "--dtype", "float32", "--suffixes"];

        var report = JsonDocument.Parse((await DemurProcess.RunAsync([.. suffix, file, "--json"])).Output).RootElement;

        Assert.Equal(1, report.GetProperty("prompts").GetInt32());
        Assert.Equal(8, report.GetProperty("top").GetArrayLength());
        Assert.NotEqual(report.GetProperty("random").GetProperty("cosines")[1].GetDouble(), report.GetProperty("suffix").GetProperty("cosines")[1].GetDouble());
        Assert.Equal(0, report.GetProperty("harmful").GetProperty("to_suffix")[0][0].GetDouble());
        Assert.True(report.GetProperty("suffix").GetProperty("to_suffix")[0][0].GetDouble() > 0);
        Assert.Contains("no request with a suffix", await DemurProcess.RefusedAsync(_folder.Path, [.. suffix, _folder.Write("none.json", "{\"jailbreaks\":[]}")]), StringComparison.Ordinal);
        Assert.Contains("no file of suffixes", await DemurProcess.RefusedAsync(_folder.Path, [.. suffix, _folder.Write("bad.json", "{")]), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
