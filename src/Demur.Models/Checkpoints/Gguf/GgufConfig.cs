using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models.Checkpoints.Configs;

namespace Demur.Models.Checkpoints.Gguf;

/// <summary>Writes down a GGUF file's metadata as the <c>config.json</c> that Transformers would have for the same model.</summary>
internal static class GgufConfig
{
    public static ModelConfig Read(GgufFile file)
    {
        var architecture = GgufArchitecture.Of(file.Metadata);
        var keys = new Keys(file.Metadata, architecture.Name);
        if (keys.Whole("expert_count") is > 0)
        {
            throw new DemurException($"{file.Metadata.Location}: a mixture of {keys.Whole("expert_count")} experts, which Demur does not run. Choose a dense model.");
        }

        var source = architecture.Family is ModelFamily.Gpt2 ? Gpt2(file, keys) : Rotary(file, keys, architecture.Family);
        AddTokens(source, file);
        return ModelConfig.Parse(source, file.Metadata.Location);
    }

    private static JsonObject Gpt2(GgufFile file, Keys keys) => new()
    {
        ["architectures"] = new JsonArray("GPT2LMHeadModel"),
        ["model_type"] = "gpt2",
        ["vocab_size"] = Vocabulary(file, keys),
        ["n_embd"] = keys.Needed("embedding_length"),
        ["n_inner"] = keys.Needed("feed_forward_length"),
        ["n_layer"] = keys.Needed("block_count"),
        ["n_head"] = keys.Needed("attention.head_count"),
        ["n_positions"] = keys.Needed("context_length"),
        ["activation_function"] = "gelu_new",
        ["layer_norm_epsilon"] = keys.Real("attention.layer_norm_epsilon") ?? 1e-5,
        ["tie_word_embeddings"] = !Has(file, "output.weight"),
    };

    private static JsonObject Rotary(GgufFile file, Keys keys, ModelFamily family)
    {
        var heads = keys.Needed("attention.head_count");
        var width = keys.Whole("attention.key_length") ?? (heads > 0 ? keys.Needed("embedding_length") / heads : 0);
        var theta = keys.Real("rope.freq_base") ?? 10_000;
        var source = new JsonObject
        {
            ["architectures"] = new JsonArray(ArchitectureClass(family)),
            ["model_type"] = family is ModelFamily.Gemma3 ? "gemma3_text" : keys.Architecture,
            ["vocab_size"] = Vocabulary(file, keys),
            ["hidden_size"] = keys.Needed("embedding_length"),
            ["intermediate_size"] = keys.Needed("feed_forward_length"),
            ["num_hidden_layers"] = keys.Needed("block_count"),
            ["num_attention_heads"] = heads,
            ["num_key_value_heads"] = keys.Whole("attention.head_count_kv") ?? heads,
            ["head_dim"] = width,
            ["max_position_embeddings"] = keys.Needed("context_length"),
            ["rms_norm_eps"] = keys.Real("attention.layer_norm_rms_epsilon") ?? 1e-6,
            ["rope_theta"] = theta,
            ["rope_scaling"] = GgufRope.ReadScaling(file, keys.Architecture, theta),
            ["tie_word_embeddings"] = !Has(file, "output.weight"),
            ["attention_bias"] = Has(file, "blk.0.attn_q.bias"),
        };
        if (keys.Whole("rope.dimension_count") is { } rotated && rotated > 0 && rotated < width)
        {
            source["partial_rotary_factor"] = (double)rotated / width;
        }

        AddFamily(source, file, keys, family);
        return source;
    }

    private static void AddFamily(JsonObject source, GgufFile file, Keys keys, ModelFamily family)
    {
        switch (family)
        {
            case ModelFamily.Llama:
                source["hidden_act"] = "silu";
                source["mlp_bias"] = Has(file, "blk.0.ffn_gate.bias");
                break;
            case ModelFamily.Phi3:
                source["original_max_position_embeddings"] = keys.Whole("rope.scaling.original_context_length") ?? keys.Needed("context_length");
                source["sliding_window"] = keys.Whole("attention.sliding_window");
                break;
            case ModelFamily.Gemma2 or ModelFamily.Gemma3:
                AddGemma(source, file, keys, family);
                break;
            default:
                source[family is ModelFamily.Gemma ? "hidden_activation" : "hidden_act"] = family is ModelFamily.Gemma ? "gelu_pytorch_tanh" : "silu";
                break;
        }
    }

    // What a file leaves out is what llama.cpp takes.
    private static void AddGemma(JsonObject source, GgufFile file, Keys keys, ModelFamily family)
    {
        var second = family is ModelFamily.Gemma2;
        source["hidden_activation"] = "gelu_pytorch_tanh";
        source["query_pre_attn_scalar"] = QueryScalar(keys, family);
        source["attn_logit_softcapping"] = second ? keys.Real("attn_logit_softcapping") ?? 50 : null;
        source["final_logit_softcapping"] = keys.Real("final_logit_softcapping") is { } cap ? cap > 0 ? cap : null : second ? 30 : null;
        source["rope_local_base_freq"] = second ? null : keys.Real("rope.freq_base_swa") ?? 10_000;
        var layers = keys.Needed("block_count");
        var window = keys.Whole("attention.sliding_window") ?? (second ? 4096 : 0);
        source["sliding_window"] = window > 0 ? window : null;
        if (window <= 0 && layers is > 0 and < 10_000)
        {
            source["layer_types"] = LayerTypes(Enumerable.Repeat(false, (int)layers));
        }
        else if (GgufWindow.Read(file.Metadata, keys.Architecture, layers) is { } slides)
        {
            source["layer_types"] = LayerTypes(slides);
        }
    }

    private static JsonArray LayerTypes(IEnumerable<bool> slides) => [.. slides.Select(slide => (JsonNode)(slide ? "sliding_attention" : "full_attention"))];

    // GGUF does not keep the scale; as in llama.cpp, the largest model of each generation is known by its depth.
    private static long QueryScalar(Keys keys, ModelFamily family)
    {
        var largest = keys.Needed("block_count") == (family is ModelFamily.Gemma2 ? 46 : 62);
        var heads = Math.Max(1, keys.Needed("attention.head_count"));
        var perHead = keys.Needed("embedding_length") / heads;
        return largest ? perHead : keys.Whole("attention.key_length") ?? perHead;
    }

    private static string ArchitectureClass(ModelFamily family) => family switch
    {
        ModelFamily.Llama => "LlamaForCausalLM",
        ModelFamily.Qwen2 => "Qwen2ForCausalLM",
        ModelFamily.Qwen3 => "Qwen3ForCausalLM",
        ModelFamily.Gemma => "GemmaForCausalLM",
        ModelFamily.Gemma2 => "Gemma2ForCausalLM",
        ModelFamily.Gemma3 => "Gemma3ForCausalLM",
        ModelFamily.Phi3 => "Phi3ForCausalLM",
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, "Not a decoder with rotary positions."),
    };

    private static long Vocabulary(GgufFile file, Keys keys) =>
        file.Tensors.FirstOrDefault(tensor => tensor.Name == "token_embd.weight") is { Shape: [var rows, _] } ? rows
        : keys.Whole("vocab_size") ?? file.Metadata.Texts("tokenizer.ggml.tokens")?.Count ?? 0;

    private static bool Has(GgufFile file, string name) => file.Tensors.Any(tensor => tensor.Name == name);

    private static void AddTokens(JsonObject source, GgufFile file)
    {
        foreach (var (key, stored) in new[] { ("bos_token_id", "bos"), ("eos_token_id", "eos"), ("pad_token_id", "padding") })
        {
            // Older converters wrote 2^32 - 1 for "none".
            source[key] = file.Metadata.Whole($"tokenizer.ggml.{stored}_token_id") is { } id && id is >= 0 and < uint.MaxValue ? id : null;
        }
    }

    private sealed class Keys(GgufMetadata metadata, string architecture)
    {
        public string Architecture => architecture;

        public long? Whole(string key) => metadata.Values.GetValueOrDefault($"{architecture}.{key}") is Array ? Shared(key) : metadata.Whole($"{architecture}.{key}");

        public double? Real(string key) => metadata.Real($"{architecture}.{key}");

        public long Needed(string key) => Whole(key)
            ?? throw new DemurException($"{metadata.Location}: {architecture}.{key} is missing. The file is corrupt or was written by a faulty converter.");

        // Some converters write one number a layer even where all are equal.
        private long Shared(string key)
        {
            var perLayer = metadata.Wholes($"{architecture}.{key}")!;
            return perLayer is [var first, ..] && perLayer.All(value => value == first)
                ? first
                : throw new DemurException($"{metadata.Location}: {architecture}.{key} differs between layers, which Demur does not run. Choose another model.");
        }
    }
}
