using System.Text.Json.Nodes;
using Demur.Models;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Configs;
using Demur.Models.Modules;
using Demur.Tensors;

namespace Demur.Tests.Testing;

/// <summary>A decoder of a few thousand random weights for tests that need some model and not a good one.</summary>
internal static class TinyModel
{
    public const int Vocabulary = 96;
    public const int Context = 256;

    /// <summary>Makes the same model for the same arguments.</summary>
    public static CausalLanguageModel Create(ModelPlacement? placement = null, int seed = 1, params (string Key, JsonNode? Value)[] changes)
    {
        var config = Config(changes);
        using var source = new RandomWeights(config, seed);
        return CausalLanguageModel.Load(config, source, placement);
    }

    public static ModelConfig Config(params (string Key, JsonNode? Value)[] changes)
    {
        var json = new JsonObject
        {
            ["model_type"] = "llama",
            ["architectures"] = new JsonArray("LlamaForCausalLM"),
            ["vocab_size"] = Vocabulary,
            ["hidden_size"] = 32,
            ["intermediate_size"] = 48,
            ["num_hidden_layers"] = 2,
            ["num_attention_heads"] = 4,
            ["num_key_value_heads"] = 2,
            ["max_position_embeddings"] = Context,
            ["rms_norm_eps"] = 1e-5,
            ["eos_token_id"] = 2,
            ["tie_word_embeddings"] = true,
        };
        foreach (var (key, value) in changes)
        {
            json[key] = value?.DeepClone();
        }

        return ModelConfig.Parse(json, "a tiny model");
    }

    /// <summary>Draws a text of random tokens that holds no end of text.</summary>
    public static int[] Tokens(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(3, Vocabulary))];
    }

    /// <summary>Seeded weights under Llama's names.</summary>
    private sealed class RandomWeights : ITensorSource
    {
        private readonly Dictionary<string, TensorInfo> _infos = new(StringComparer.Ordinal);
        private readonly int _seed;

        public RandomWeights(ModelConfig config, int seed)
        {
            _seed = seed;
            long hidden = config.HiddenSize, inner = config.IntermediateSize;
            long queries = config.HeadCount * config.HeadDimension, keys = config.KeyValueHeadCount * config.HeadDimension;
            Add("model.embed_tokens", config.VocabularySize, hidden);
            Add("model.norm", hidden);
            for (var layer = 0; layer < config.LayerCount; layer++)
            {
                var block = $"model.layers.{layer}.";
                Add(block + "input_layernorm", hidden);
                Add(block + "post_attention_layernorm", hidden);
                if (config.Family is ModelFamily.Gemma2 or ModelFamily.Gemma3)
                {
                    Add(block + "pre_feedforward_layernorm", hidden);
                    Add(block + "post_feedforward_layernorm", hidden);
                }

                if (config.Family is ModelFamily.Qwen3 or ModelFamily.Gemma3)
                {
                    Add(block + "self_attn.q_norm", config.HeadDimension);
                    Add(block + "self_attn.k_norm", config.HeadDimension);
                }

                if (config.Family is ModelFamily.Phi3)
                {
                    Add(block + "self_attn.qkv_proj", queries + (2 * keys), hidden);
                    Add(block + "mlp.gate_up_proj", 2 * inner, hidden);
                }
                else
                {
                    AddWithBias(block + "self_attn.q_proj", config.HasAttentionBias, queries, hidden);
                    AddWithBias(block + "self_attn.k_proj", config.HasAttentionBias, keys, hidden);
                    AddWithBias(block + "self_attn.v_proj", config.HasAttentionBias, keys, hidden);
                    AddWithBias(block + "mlp.gate_proj", config.HasMlpBias, inner, hidden);
                    AddWithBias(block + "mlp.up_proj", config.HasMlpBias, inner, hidden);
                }

                AddWithBias(block + "self_attn.o_proj", config.HasAttentionOutputBias, hidden, queries);
                AddWithBias(block + "mlp.down_proj", config.HasMlpBias, hidden, inner);
            }

            if (!config.TiesEmbeddings)
            {
                Add("lm_head", config.VocabularySize, hidden);
            }
        }

        public string Location => "tiny model";

        public IReadOnlyDictionary<string, TensorInfo> Tensors => _infos;

        public Tensor Load(string name, ScalarType dtype, Device device)
        {
            var info = _infos[name];
            var random = new Random(HashCode(name) ^ _seed);
            var norm = info.Shape.Count == 1;
            var values = new float[info.ElementCount];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = norm ? 1 + (0.1f * random.NextSingle()) : 0.8f * (random.NextSingle() - 0.5f);
            }

            return Tensor.From(values, info.Shape.ToArray()).To(dtype, device);
        }

        public void Dispose()
        {
            // Nothing is open.
        }

        private void AddWithBias(string module, bool bias, long outputs, long inputs)
        {
            Add(module, outputs, inputs);
            if (bias)
            {
                AddTensor(module + ".bias", outputs);
            }
        }

        private void Add(string module, params long[] shape) => AddTensor(module + ".weight", shape);

        private void AddTensor(string name, params long[] shape) => _infos[name] = new TensorInfo
        {
            Name = name, Shape = shape, Format = "F32", DType = ScalarType.Float32, StoredBytes = 0,
        };

        // string.GetHashCode differs from process to process.
        private static int HashCode(string text) => text.Aggregate(17, (hash, letter) => unchecked((hash * 31) + letter));
    }
}
