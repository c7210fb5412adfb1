using System.Text.Json.Nodes;
using Demur.Models;
using Demur.Models.Adapters;
using Demur.Models.Checkpoints;
using Demur.Tensors;
using Demur.Tests.Models;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary><c>demur model info</c>, <c>convert</c>, <c>merge</c> and <c>export</c> as their user runs them.</summary>
[Collection(DemurProcess.Collection)]
[Trait(TestGroups.Trait, TestGroups.EndToEnd)]
public sealed class ModelCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Info_tells_everything_about_the_embedded_model()
    {
        var result = await DemurProcess.RunAsync("model", "info", "--dtype", "float32");

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            ["family      llama (decoder), GGUF",
             "parameters  134,515,008 (30 layers, width 576, 9 heads over 3, 49,152 rows of vocabulary)",
             "context     8,192 tokens",
             "dtype       Q4_1 78.9 %, Q8_0 21.0 %, F32 0.0 %; 97 MB on disk",
             "tokenizer   byte-level BPE, 49,152 tokens",
             "template    yes, 368 letters"],
            lines[1..7]);
        Assert.StartsWith("to run      1.2 GB as float32 with one full context; weights 538 MB, each 1,000 tokens of a conversation 46 MB", lines[7], StringComparison.Ordinal);
        Assert.StartsWith("to tune     ", lines[8], StringComparison.Ordinal);
        Assert.Equal(9, lines.Length);
    }

    [Fact]
    public async Task Info_as_json_has_the_same_figures()
    {
        var result = await DemurProcess.RunAsync("model", "info", "all-minilm-l6-v2", "--json");

        var info = JsonNode.Parse(result.Output)!;
        Assert.Equal("bert", (string?)info["config"]!["model_type"]);
        Assert.Equal(22_713_216, (long)info["parameters"]!);
        Assert.Equal("WordPiece", (string?)info["tokenizer_kind"]);
    }

    [Fact]
    public async Task A_model_goes_to_a_folder_and_back_to_gguf_and_answers_the_same()
    {
        var (hf, gguf) = (_folder.File("hf"), _folder.File("again.gguf"));

        Assert.Equal(0, (await DemurProcess.RunAsync("model", "convert", EmbeddedModels.Instruct, "--out", hf)).ExitCode);
        Assert.Equal(0, (await DemurProcess.RunAsync("model", "convert", hf, "--out", gguf)).ExitCode);

        Assert.Contains("\"arguments\"", await File.ReadAllTextAsync(Path.Combine(hf, "demur.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        string[] answers = [.. await Task.WhenAll(AnswerAsync(EmbeddedModels.Instruct), AnswerAsync(hf), AnswerAsync(gguf))];
        Assert.NotEmpty(answers[0]);
        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task An_adapter_is_exported_in_half_the_bytes()
    {
        var (wide, narrow) = (WriteAdapter(), _folder.File("narrow"));

        var export = await DemurProcess.RunAsync("model", "export", wide, "--for", "peft", "--dtype", "bfloat16", "--out", narrow);

        Assert.Equal(0, export.ExitCode);
        var (before, after) = (AdapterBytes(wide), AdapterBytes(narrow));
        Assert.InRange(after, before * 0.45, before * 0.6);
        Assert.NotEqual(await AnswerAsync(EmbeddedModels.Instruct), await AnswerAsync(narrow));
    }

    [Fact]
    public async Task An_adapter_is_merged_and_exported_and_answers_as_it_did_beside_the_weights()
    {
        var (adapter, merged, gguf, peft) = (WriteAdapter(), _folder.File("merged"), _folder.File("tuned.gguf"), _folder.File("peft"));

        var merge = await DemurProcess.RunAsync("model", "merge", adapter, "--out", merged);
        var export = await DemurProcess.RunAsync("model", "export", adapter, "--for", "llama.cpp", "--out", gguf);
        var other = await DemurProcess.RunAsync("model", "export", adapter, "--for", "peft", "--out", peft);

        Assert.Equal((0, 0, 0), (merge.ExitCode, export.ExitCode, other.ExitCode));
        Assert.Contains("llama-server -m", export.Output, StringComparison.Ordinal);
        Assert.Equal("HuggingFaceTB/SmolLM2-135M-Instruct", LoraAdapter.BaseNameOf(peft));
        string[] answers = [await AnswerAsync(adapter), await AnswerAsync(merged), await AnswerAsync(gguf), await AnswerAsync(peft)];
        Assert.NotEqual(await AnswerAsync(EmbeddedModels.Instruct), answers[0]);
        Assert.Single(answers.Distinct());
    }

    [Theory]
    [InlineData("--out ends in .gguf", "model", "convert", "smollm2-135m-instruct", "--out", "x.gguf", "--dtype", "float32")]
    [InlineData("--quantisation", "model", "convert", "smollm2-135m-instruct", "--out", "x", "--quantisation", "Q8_0")]
    [InlineData("known are F32, F16, BF16, Q8_0, Q4_0, Q4_1", "model", "convert", "smollm2-135m-instruct", "--out", "x.gguf", "--quantisation", "Q2_K")]
    [InlineData("nothing to merge", "model", "merge", "smollm2-135m-instruct", "--out", "x")]
    [InlineData("no such file", "model", "info", "/nowhere/at-all")]
    [InlineData("known are transformers", "model", "export", "smollm2-135m-instruct", "--for", "nonsense", "--out", "x")]
    [InlineData("loads a file", "model", "export", "smollm2-135m-instruct", "--for", "llama.cpp", "--out", "x")]
    [InlineData("a whole model, not an adapter", "model", "export", "smollm2-135m-instruct", "--for", "peft", "--out", "x")]
    [InlineData("cannot be written as GGUF", "model", "convert", "all-minilm-l6-v2", "--out", "x.gguf")]
    [InlineData("names no precision", "model", "info", "--dtype", "int3")]
    public async Task What_cannot_be_done_is_one_line(string reason, params string[] arguments)
    {
        string[] placed = [.. arguments.Select(argument => argument is "x" or "x.gguf" ? _folder.File(argument) : argument)];

        var line = await DemurProcess.RefusedAsync(_folder.Path, placed);

        Assert.Contains(reason == "--out ends in .gguf" ? "takes --quantisation" : reason, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_there_already_is_left_alone()
    {
        var taken = _folder.Write("taken.gguf", "mine");

        Assert.Contains("exists already", await DemurProcess.RefusedAsync(_folder.Path, "model", "convert", EmbeddedModels.Instruct, "--out", taken), StringComparison.Ordinal);
        Assert.Contains("exists already", await DemurProcess.RefusedAsync(_folder.Path, "model", "merge", EmbeddedModels.Instruct, "--out", _folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_family_that_is_not_known_is_refused_with_those_that_are()
    {
        _folder.Write("config.json", """{"model_type":"mamba"}""");

        var line = await DemurProcess.RefusedAsync(_folder.Path, "model", "info", _folder.Path);

        Assert.Contains("mamba", line, StringComparison.Ordinal);
        Assert.Contains("qwen3", line, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<string> AnswerAsync(string target)
    {
        var result = await DemurProcess.RunAsync("chat", "Name three fruits.", "--target", target, "--tokens", "16", "--dtype", "float32");
        Assert.Equal(0, result.ExitCode);
        return result.Output.Trim();
    }

    private string WriteAdapter()
    {
        using var local = LocalModel.Open(EmbeddedModels.Instruct, new LocalModelOptions { DType = ScalarType.Float32 });
        using var adapter = LoraAdapter.Create(local.Model, new LoraOptions { Rank = 4 }, seed: 5);
        AdapterChanges.Spoil(adapter);
        adapter.Save(_folder.File("adapter"), EmbeddedModels.Instruct);
        return _folder.File("adapter");
    }

    private static double AdapterBytes(string folder) => new FileInfo(Path.Combine(folder, "adapter_model.safetensors")).Length;
}
