using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Configs;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Checkpoints;

public sealed class CheckpointTests
{
    private const string TinyConfig = """{ "model_type": "llama", "vocab_size": 4, "eos_token_id": 2, "hidden_size": 8, "num_attention_heads": 2 }""";

    [Fact]
    public void The_embedded_model_opens_by_default_with_tokenizer_and_template()
    {
        using var checkpoint = Checkpoint.Open();

        Assert.Equal((EmbeddedModels.Instruct, CheckpointFormat.Gguf), (checkpoint.Name, checkpoint.Format));
        Assert.Equal([2], checkpoint.Generation.EosTokenIds);
        Assert.Equal(49_152, checkpoint.Tokenizer.VocabularySize);
        Assert.Equal("<|im_end|>", checkpoint.TokenizerSettings.EosToken);
        Assert.StartsWith("{% for message in messages %}", checkpoint.TokenizerSettings.ChatTemplate, StringComparison.Ordinal);
        Assert.Equal(checkpoint.TokenizerSettings.ChatTemplate, checkpoint.Template!.Source);
        Assert.Equal("<|im_start|>", (string?)checkpoint.TokenizerSettings.TemplateVariables["bos_token"]);
        Assert.Null(checkpoint.AdapterPath);
    }

    [Fact]
    public void The_hub_name_of_an_embedded_model_opens_it()
    {
        using var checkpoint = Checkpoint.Open(EmbeddedModels.HubName(EmbeddedModels.Instruct));

        Assert.Equal(49_152, checkpoint.Config.VocabularySize);
    }

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Golden)]
    public void Every_golden_model_folder_opens()
    {
        var cases = GoldenFolder.Cases("models", "config.json");

        foreach (var folder in cases)
        {
            using var checkpoint = Checkpoint.Open(folder);

            Assert.NotEmpty(checkpoint.Weights.Tensors);
            Assert.NotEmpty(checkpoint.Generation.EosTokenIds);
        }

        GoldenFolder.Report("model folders opened", cases.Count, 0);
    }

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Golden)]
    public void Every_adapter_folder_opens_the_base_it_names()
    {
        var cases = GoldenFolder.Cases("adapters", "adapter_config.json");

        foreach (var folder in cases)
        {
            using var checkpoint = Checkpoint.Open(folder);

            Assert.Equal(folder, checkpoint.AdapterPath);
            Assert.Equal(GoldenFolder.Kind("models"), Directory.GetParent(checkpoint.Path)!.FullName);
        }

        GoldenFolder.Report("adapters (bases found)", cases.Count, 0);
    }

    [Fact]
    public void A_base_that_is_given_wins_over_the_one_named()
    {
        using var folder = new TemporaryFolder();
        folder.Write("adapter_config.json", """{ "base_model_name_or_path": "nowhere/nothing" }""");

        var error = Assert.Throws<DemurException>(() => Checkpoint.Open(folder.Path));
        using var checkpoint = Checkpoint.Open(folder.Path, new CheckpointOptions { Base = EmbeddedModels.Instruct });

        Assert.Contains("--base", error.Message, StringComparison.Ordinal);
        Assert.Equal((folder.Path, ModelFamily.Llama), (checkpoint.AdapterPath, checkpoint.Config.Family));
    }

    [Fact]
    public void A_name_that_is_nothing_lists_what_there_is()
    {
        var error = Assert.Throws<DemurException>(() => Checkpoint.Open("no-such-model"));

        Assert.Contains("no-such-model", error.Message, StringComparison.Ordinal);
        Assert.Contains(EmbeddedModels.Instruct, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("notes.txt", "not a checkpoint")]
    [InlineData("pytorch_model.bin", "not a checkpoint")]
    [InlineData("empty.gguf", "does not begin with GGUF")]
    public void A_file_that_is_no_checkpoint_is_refused(string name, string reason)
    {
        using var folder = new TemporaryFolder();

        var error = Assert.Throws<DemurException>(() => Checkpoint.Open(folder.Write(name, "text")));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_says_what_it_lacks()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("not a checkpoint", Refused(folder), StringComparison.Ordinal);

        folder.Write("config.json", TinyConfig);
        Assert.Contains("neither model.safetensors nor", Refused(folder), StringComparison.Ordinal);

        folder.Write("pytorch_model.bin", "pickle");
        Assert.Contains("can run code", Refused(folder), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tokenizer_with_more_ids_than_the_embedding_has_rows_is_refused()
    {
        using var folder = TinyFolder();
        folder.Write("tokenizer.json", """
            { "version": "1.0", "added_tokens": [], "model": { "type": "BPE", "vocab": { "a": 0, "b": 1, "c": 2, "d": 3, "e": 4 }, "merges": [] },
              "pre_tokenizer": { "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true }, "decoder": { "type": "ByteLevel" } }
            """);
        using var checkpoint = Checkpoint.Open(folder.Path);

        var error = Assert.Throws<DemurException>(() => checkpoint.Tokenizer);

        Assert.Contains("ids up to 4", error.Message, StringComparison.Ordinal);
        Assert.Contains("4 rows", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_tokenizer_is_told_when_it_is_asked_for()
    {
        using var folder = TinyFolder();
        using var checkpoint = Checkpoint.Open(folder.Path);

        Assert.False(checkpoint.HasTokenizer);
        Assert.Contains("tokenizer.json", Assert.Throws<DemurException>(() => checkpoint.Tokenizer).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Special_tokens_and_templates_are_read_in_every_form()
    {
        using var folder = TinyFolder();
        folder.Write("tokenizer_config.json", """
            { "bos_token": { "content": "<s>", "lstrip": false }, "eos_token": "</s>", "pad_token": null, "model_max_length": 1e30,
              "chat_template": [ { "name": "default", "template": "plain" }, { "name": "tool_use", "template": "tools" } ] }
            """);
        folder.Write("generation_config.json", """{ "eos_token_id": [2, 3], "do_sample": true, "temperature": 0.6, "top_p": 0.9, "top_k": 50 }""");
        using var checkpoint = Checkpoint.Open(folder.Path);
        var settings = checkpoint.TokenizerSettings;

        Assert.Equal(("<s>", "</s>", null, null), (settings.BosToken, settings.EosToken, settings.PadToken, settings.MaximumLength));
        Assert.Equal(("plain", "tools"), (settings.ChatTemplate, settings.NamedTemplates["tool_use"]));
        Assert.Equal([2, 3], checkpoint.Generation.EosTokenIds);
        Assert.Equal((true, 0.6, 0.9, 50), (checkpoint.Generation.Samples, checkpoint.Generation.Temperature, checkpoint.Generation.TopP, checkpoint.Generation.TopK));

        folder.Write("chat_template.jinja", "newer");
        using var again = Checkpoint.Open(folder.Path);
        Assert.Equal("newer", again.TokenizerSettings.ChatTemplate);
    }

    private static TemporaryFolder TinyFolder()
    {
        var folder = new TemporaryFolder();
        folder.Write("config.json", TinyConfig);
        folder.Write("model.safetensors", [2, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}']);
        return folder;
    }

    private static string Refused(TemporaryFolder folder) => Assert.Throws<DemurException>(() => Checkpoint.Open(folder.Path)).Message;
}
