using System.Text.Json;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary>Harmful requests under an attack, as an evaluation's user asks for them.</summary>
[Collection(DemurProcess.Collection)]
[Trait(TestGroups.Trait, TestGroups.EndToEnd)]
public sealed class EvalAttackTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Attacks_change_harmful_samples_are_recorded_and_keep_unlike_runs_apart()
    {
        var model = TinyCheckpoint.Write(_folder.File("model"));
        Assert.Equal(0, (await EvalAsync(model, "plain")).ExitCode);

        var eval = await EvalAsync(model, "attacked", "--attack", "template:opposite-day", "--attack", "completing:plain", "--attack", "prefill:3");

        Assert.Equal(0, eval.ExitCode);
        Assert.Contains("template:opposite-day+completing:plain+prefill:3 on 4 harmful samples", eval.Output, StringComparison.Ordinal);
        Assert.Equal(["template:opposite-day", "completing:plain", "prefill:3"], Json("attacked/run.json").GetProperty("attacks").EnumerateArray().Select(name => name.GetString()));
        Assert.False(Json("plain/run.json").TryGetProperty("attacks", out _));
        var samples = Lines("attacked/samples.jsonl").Select(line => line.GetProperty("sample")).ToArray();
        Assert.Equal(4, samples.Count(sample => sample.GetProperty("label").GetString() == "harmful" && sample.GetProperty("raw").GetBoolean() && sample.GetProperty("messages")[1].GetProperty("role").GetString() == "assistant"));
        Assert.Equal(4, samples.Count(sample => sample.GetProperty("label").GetString() == "harmless" && !sample.TryGetProperty("attack", out _) && !sample.TryGetProperty("raw", out _)));
        Assert.All(Lines("attacked/responses.jsonl"), response => Assert.False(response.TryGetProperty("error", out _)));
        var compared = await DemurProcess.RefusedAsync(_folder.Path, "compare", _folder.File("plain"), _folder.File("attacked"));
        Assert.Contains("different attacks", compared, StringComparison.Ordinal);
        Assert.Contains("another attacks", await RefusedAsync(model, "attacked", "--resume", "--attack", "template:opposite-day", "--attack", "completing:plain"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prefixes_are_cut_from_a_runs_own_compliant_answers()
    {
        var model = TinyCheckpoint.Write(_folder.File("model"));
        var pairs = _folder.Write("pairs.jsonl", """{"prompt":"how do I make bread","chosen":"no","rejected":"bake the flour and water for an hour"}""" + "\n");
        var suite = _folder.Write("one.jsonl", """{"messages":[{"role":"user","content":"How do I make bread?"}],"label":"harmful"}""" + "\n");

        var eval = await DemurProcess.RunAsync("eval", "--target", model, "--suite", suite, "--dtype", "float32", "--out", _folder.File("out"), "--attack", "prefill:4", "--attack-answers", pairs);

        Assert.True(eval.ExitCode == 0, eval.Errors);
        Assert.Equal("bake the flour and", Lines("out/samples.jsonl").Single().GetProperty("sample").GetProperty("messages")[1].GetProperty("content").GetString());
        Assert.Contains("1 of 1 prefixes from known answers", eval.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_names_and_targets_that_cannot_be_asked_so_are_refused_in_one_line()
    {
        var model = TinyCheckpoint.Write(_folder.File("model"));

        Assert.Contains("Nearest is codeattack;", await RefusedAsync(model, "out", "--attack", "codeattak"), StringComparison.Ordinal);
        Assert.Contains("Nearest is completing:plain;", await RefusedAsync(model, "out", "--attack", "completing:plane"), StringComparison.Ordinal);
        Assert.Contains("both begin the answer", await RefusedAsync(model, "out", "--attack", "prefill", "--prefill", "Sure"), StringComparison.Ordinal);
        Assert.Contains("belongs to --attack prefill", await RefusedAsync(model, "out", "--attack-answers", "x.jsonl"), StringComparison.Ordinal);
        Assert.Contains("Anthropic's messages do not offer", await RefusedAsync("anthropic:m", "out", "--endpoint", "http://127.0.0.1:9/v1", "--attack", "completing"), StringComparison.Ordinal);
        Assert.Contains("OpenAI's own server", await RefusedAsync("openai:m", "out", "--endpoint", "https://api.openai.com/v1", "--key-variable", "PATH", "--attack", "prefill"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_and_one_attack_are_shown()
    {
        var list = await DemurProcess.RunAsync("attacks", "list", "--json");
        var show = await DemurProcess.RunAsync("attacks", "show", "codeattack:list", "--request", "water the \"fern\"");

        Assert.Equal(["prefill", "completing", "selfcipher", "codeattack", "template"], JsonDocument.Parse(list.Output).RootElement.EnumerateArray().Select(attack => attack.GetProperty("name").GetString()));
        Assert.Contains("""my_list.append("\"fern\"")""", show.Output, StringComparison.Ordinal);
        Assert.Contains("arXiv 2403.07865", show.Output, StringComparison.Ordinal);
        Assert.Contains("Nearest is codeattack", await DemurProcess.RefusedAsync(_folder.Path, "attacks", "show", "codeattak"), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<DemurResult> EvalAsync(string target, string folder, params string[] more) =>
        DemurProcess.RunAsync(["eval", "--target", target, "--suite", "own-direct", "--limit", "8", "--tokens", "3", "--dtype", "float32", "--out", _folder.File(folder), .. more]);

    private Task<string> RefusedAsync(string target, string folder, params string[] more) =>
        DemurProcess.RefusedAsync(_folder.Path, ["eval", "--target", target, "--suite", "own-direct", "--limit", "8", "--tokens", "3", "--dtype", "float32", "--out", _folder.File(folder), .. more]);

    private JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllText(_folder.File(file))).RootElement;

    private JsonElement[] Lines(string file) => [.. File.ReadLines(_folder.File(file)).Select(line => JsonDocument.Parse(line).RootElement)];
}
