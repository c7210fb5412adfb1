using System.Text.Json;
using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models.Checkpoints.Configs;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Checkpoints.Configs;

public sealed class ModelConfigTests
{
    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Golden)]
    public void Both_generations_of_keys_say_the_same_for_every_model()
    {
        var cases = GoldenFolder.Cases("models", "config.v4.json");

        foreach (var folder in cases)
        {
            var current = ModelConfig.Read(Path.Combine(folder, "config.json"));
            var older = ModelConfig.Read(Path.Combine(folder, "config.v4.json"));

            Assert.Equal(JsonSerializer.Serialize(current, DemurJson.Line), JsonSerializer.Serialize(older, DemurJson.Line));
        }

        GoldenFolder.Report("models (configurations)", cases.Count, 0);
    }

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Golden)]
    public void Every_classifier_tells_how_many_labels_it_has()
    {
        var cases = GoldenFolder.Cases("classifiers", "config.json");

        Assert.All(cases, folder => Assert.NotEmpty(ModelConfig.Read(Path.Combine(folder, "config.json")).Labels!.Names));

        GoldenFolder.Report("classifiers (configurations)", cases.Count, 0);
    }

    [Fact]
    public void A_bare_llama_gets_the_defaults_of_transformers()
    {
        var config = Parse("""{ "model_type": "llama" }""");

        Assert.Equal((32_000, 4096, 11_008, 32, 32, 32, 128), (
            config.VocabularySize, config.HiddenSize, config.IntermediateSize, config.LayerCount,
            config.HeadCount, config.KeyValueHeadCount, config.HeadDimension));
        Assert.False(config.TiesEmbeddings);
        Assert.Null(config.SlidingWindow);
        Assert.Equal(10_000, config.Rope!.Theta);
    }

    [Fact]
    public void A_family_spelled_in_control_characters_is_shown_escaped_and_in_one_line()
    {
        var error = Assert.Throws<DemurException>(() => Parse("""{ "model_type": "ll\nama\u0000" }"""));

        Assert.Contains("\"ll\\u000aama\\u0000\"", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, letter => char.IsControl(letter));
    }

    [Fact]
    public void Gemma_3_sees_everything_on_each_sixth_layer_only()
    {
        var config = Parse("""{ "model_type": "gemma3_text", "num_hidden_layers": 12, "sliding_window": 512 }""");

        Assert.Equal([5, 11], config.LayerKinds.Index().Where(entry => entry.Item == AttentionKind.Full).Select(entry => entry.Index));
        Assert.Equal((1_000_000.0, 10_000.0), (config.Rope!.Theta, config.SlidingRope!.Theta));
    }

    [Fact]
    public void A_qwen_window_counts_only_when_it_is_switched_on()
    {
        const string Shape = """ "model_type": "qwen2", "num_hidden_layers": 4, "max_window_layers": 2, "sliding_window": 64 """;

        Assert.Null(Parse($$"""{ {{Shape}} }""").SlidingWindow);
        Assert.Equal(
            [AttentionKind.Full, AttentionKind.Full, AttentionKind.Sliding, AttentionKind.Sliding],
            Parse($$"""{ {{Shape}}, "use_sliding_window": true }""").LayerKinds);
    }

    [Theory]
    [InlineData("llama", 1, 2, null)]
    [InlineData("mistral", 1, 2, null)]
    [InlineData("gemma2", 2, 1, 0)]
    [InlineData("phi3", 1, 32_000, 32_000)]
    [InlineData("qwen2", null, null, null)]
    public void Tokens_that_a_file_leaves_out_are_the_familys_and_null_is_none(string family, int? bos, int? eos, int? pad)
    {
        var (left, none) = (Parse($$"""{ "model_type": "{{family}}" }"""), Parse($$"""{ "model_type": "{{family}}", "bos_token_id": null, "eos_token_id": null, "pad_token_id": null }"""));

        Assert.Equal((bos, pad), (left.BosTokenId, left.PadTokenId));
        Assert.Equal(eos is { } end ? [end] : [], left.EosTokenIds);
        Assert.Equal((null, null), (none.BosTokenId, none.PadTokenId));
        Assert.Empty(none.EosTokenIds);
    }

    // Transformers 4 goes by hidden_activation alone, Transformers 5 by hidden_act.
    [Theory]
    [InlineData("""{ "model_type": "gemma", "hidden_act": "gelu" }""", Activation.GeluTanh)]
    [InlineData("""{ "model_type": "gemma", "hidden_act": "gelu", "hidden_activation": "relu" }""", Activation.Relu)]
    [InlineData("""{ "model_type": "gemma", "hidden_act": "gelu", "dtype": "float32" }""", Activation.Gelu)]
    [InlineData("""{ "model_type": "gemma2", "hidden_act": "gelu" }""", Activation.GeluTanh)]
    public void The_activation_of_Gemma_is_that_of_the_Transformers_that_wrote_the_file(string json, Activation expected) => Assert.Equal(expected, Parse(json).Activation);

    [Fact]
    public void A_decoder_that_looks_both_ways_is_refused() => Assert.Contains(
        "use_bidirectional_attention",
        Assert.Throws<DemurException>(() => Parse("""{ "model_type": "gemma3_text", "use_bidirectional_attention": true }""")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Dynamic_positions_reach_as_far_as_the_factor_says()
    {
        var config = Parse("""{ "model_type": "llama", "max_position_embeddings": 2048, "rope_scaling": { "type": "dynamic", "factor": 2.0 } }""");

        Assert.Equal((4096, 2048), (config.ContextLength, config.Rope!.OriginalContextLength));
    }

    [Fact]
    public void Yarn_is_read_with_its_ramp()
    {
        var rope = Parse("""
            { "model_type": "qwen2", "rope_theta": 1000000.0,
              "rope_scaling": { "type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768, "beta_fast": 16 } }
            """).Rope!;

        Assert.Equal((RopeType.Yarn, 1_000_000.0, 4.0, 32_768, 16.0, 1.0), (
            rope.Type, rope.Theta, rope.Factor, rope.OriginalContextLength, rope.BetaFast, rope.BetaSlow));
    }

    [Fact]
    public void Several_end_tokens_are_all_kept() =>
        Assert.Equal([128_001, 128_009], Parse("""{ "model_type": "llama", "eos_token_id": [128001, 128009] }""").EosTokenIds);

    [Fact]
    public void An_unknown_family_is_refused_with_those_that_run()
    {
        var error = Assert.Throws<DemurException>(() => Parse("""{ "model_type": "mamba" }"""));

        Assert.Contains("mamba", error.Message, StringComparison.Ordinal);
        Assert.All(ModelConfig.SupportedTypes, type => Assert.Contains(type, error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ "hidden_size": 64 }""", "model_type")]
    [InlineData("""{ "model_type": "llama", "hidden_size": "wide" }""", "hidden_size")]
    [InlineData("""{ "model_type": "llama", "hidden_size": -64 }""", "hidden_size")]
    [InlineData("""{ "model_type": "llama", "hidden_size": 1e300 }""", "hidden_size")]
    [InlineData("""{ "model_type": "llama", "hidden_size": 64.5 }""", "hidden_size")]
    [InlineData("""{ "model_type": "llama", "num_attention_heads": 6, "num_key_value_heads": 4 }""", "num_key_value_heads")]
    [InlineData("""{ "model_type": "llama", "hidden_size": 100, "num_attention_heads": 3 }""", "num_attention_heads")]
    [InlineData("""{ "model_type": "llama", "hidden_act": "swirl" }""", "hidden_act")]
    [InlineData("""{ "model_type": "llama", "rope_scaling": { "rope_type": "spiral", "factor": 2 } }""", "rope_type")]
    [InlineData("""{ "model_type": "llama", "rope_scaling": { "rope_type": "linear" } }""", "factor")]
    [InlineData("""{ "model_type": "llama", "rms_norm_eps": 0 }""", "rms_norm_eps")]
    [InlineData("""{ "model_type": "gemma2", "num_hidden_layers": 2, "layer_types": ["full_attention"] }""", "layer_types")]
    [InlineData("""{ "model_type": "gemma2", "num_hidden_layers": 1, "layer_types": ["sparse"] }""", "layer_types")]
    [InlineData("""{ "model_type": "bert", "position_embedding_type": "relative_key" }""", "position_embedding_type")]
    [InlineData("""{ "model_type": ["llama"] }""", "model_type")]
    public void An_impossible_value_is_named_with_its_key(string json, string key)
    {
        var error = Assert.Throws<DemurException>(() => Parse(json));

        Assert.StartsWith("config.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("[1]", "object")]
    [InlineData("{ \"model_type\": ", "not valid JSON")]
    [InlineData("{ \"model_type\": \"llama\", \"model_type\": \"gpt2\" }", "not valid JSON")]
    [InlineData("{ \"model_type\": \"llama\", \"note\": \"\\ud800\" }", "not UTF-8")]
    public void A_broken_file_is_one_clear_line(string text, string expected)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(path, text);
        try
        {
            var error = Assert.Throws<DemurException>(() => ModelConfig.Read(path));

            Assert.Contains(path, error.Message, StringComparison.Ordinal);
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static ModelConfig Parse(string json) => ModelConfig.Parse(JsonNode.Parse(json)!.AsObject(), "config.json");
}
