using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary>Models that are not there, are broken, or do not fit: one line, and nothing half-written.</summary>
[Collection(DemurProcess.Collection)]
[Trait(TestGroups.Trait, TestGroups.EndToEnd)]
public sealed class BadTargetTests : IDisposable
{
    private static readonly string Models = Path.Combine(GoldenFolder.RepositoryRoot, "models");

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_wrong_path_is_named_with_the_embedded_models()
    {
        var line = await EvalRefusedAsync(_folder.File("nowhere"));

        Assert.Contains("nowhere: no such file", line, StringComparison.Ordinal);
        Assert.Contains("smollm2-135m-instruct", line, StringComparison.Ordinal);
    }

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Golden)]
    public async Task Truncated_weights_are_named_with_what_is_missing()
    {
        var model = Path.Combine(Models, "all-minilm-l6-v2");
        CopyGolden("config.json");
        await using (var whole = File.OpenRead(Path.Combine(model, "model.safetensors")))
        {
            var part = new byte[whole.Length / 2];
            await whole.ReadExactlyAsync(part, TestContext.Current.CancellationToken);
            _folder.Write("model.safetensors", part);
        }

        var line = await EvalRefusedAsync(_folder.Path);

        Assert.Contains("model.safetensors", line, StringComparison.Ordinal);
        Assert.Contains("cut short", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(24)]
    [InlineData(20_000)]
    [InlineData(2_000_000)]
    public async Task A_cut_gguf_is_named(int length)
    {
        await using var whole = File.OpenRead(Directory.GetFiles(Path.Combine(Models, "smollm2-135m-instruct"), "*.gguf").Single());
        var part = new byte[length];
        await whole.ReadExactlyAsync(part, TestContext.Current.CancellationToken);
        var path = _folder.Write("cut.gguf", part);

        Assert.Contains("cut.gguf", await DemurProcess.RefusedAsync(_folder.Path, "complete", "Hello", "--target", path), StringComparison.Ordinal);
    }

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Golden)]
    public async Task A_tokenizer_of_another_model_is_refused()
    {
        CopyGolden("config.json");
        CopyGolden("model.safetensors");
        File.Copy(Path.Combine(Models, "all-minilm-l6-v2", "tokenizer.json"), _folder.File("tokenizer.json"));

        var line = await DemurProcess.RefusedAsync(_folder.Path, "complete", "Hello", "--target", _folder.Path);

        Assert.Contains("tokenizer", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prompt_longer_than_the_context_is_refused_with_both_lengths()
    {
        var line = await DemurProcess.RefusedAsync(_folder.Path, "complete", string.Join(' ', Enumerable.Repeat("word", 9000)));

        Assert.Contains("9000 tokens", line, StringComparison.Ordinal);
        Assert.Contains("8192", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--device", "nonsense", "cpu, cuda")]
    [InlineData("--device", "cuda:-1", "CUDA devices")]
    [InlineData("--device", "cuda:99", "CUDA devices")]
    [InlineData("--dtype", "nonsense", "bfloat16")]
    public async Task A_placement_that_does_not_exist_is_refused(string option, string value, string hint)
    {
        var line = await DemurProcess.RefusedAsync(_folder.Path, "complete", "Hello", option, value);

        Assert.Contains(hint, line, StringComparison.OrdinalIgnoreCase);
    }

    public void Dispose() => _folder.Dispose();

    private Task<string> EvalRefusedAsync(string target) =>
        DemurProcess.RefusedAsync(_folder.Path, "eval", "--target", target, "--suite", "own-choices", "--limit", "2", "--out", _folder.File("run"));

    private void CopyGolden(string file) => File.Copy(Path.Combine(GoldenFolder.Kind("models"), "llama3", file), _folder.File(file));
}
