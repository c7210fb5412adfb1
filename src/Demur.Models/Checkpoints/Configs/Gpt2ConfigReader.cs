using Demur.Abstractions;

namespace Demur.Models.Checkpoints.Configs;

/// <summary>Reads GPT-2's configuration, whose keys are its own.</summary>
internal static class Gpt2ConfigReader
{
    public static ModelConfig Read(ConfigKeys keys)
    {
        var hidden = keys.Size(Either(keys, "n_embd", "hidden_size"), 768);
        var heads = keys.Size(Either(keys, "n_head", "num_attention_heads"), 12);
        var layers = keys.Whole(Either(keys, "n_layer", "num_hidden_layers"), 1, 10_000) ?? 12;
        if (hidden % heads != 0)
        {
            throw new DemurException($"{keys.Where}: n_head {heads} does not divide n_embd {hidden}. Correct one of them.");
        }

        return new ModelConfig
        {
            Family = ModelFamily.Gpt2,
            ModelType = string.Empty,
            VocabularySize = keys.Size("vocab_size", 50_257),
            HiddenSize = hidden,
            IntermediateSize = keys.Size("n_inner", 4 * hidden),
            LayerCount = layers,
            HeadCount = heads,
            KeyValueHeadCount = heads,
            HeadDimension = hidden / heads,
            ContextLength = keys.Size(Either(keys, "n_positions", "max_position_embeddings"), 1024),
            NormEpsilon = keys.PositiveOrNull("layer_norm_epsilon") ?? 1e-5,
            Activation = ActivationNames.Read(keys, "activation_function", "gelu_new"),
            TiesEmbeddings = keys.Flag("tie_word_embeddings", true),
            HasAttentionBias = true,
            HasAttentionOutputBias = true,
            HasMlpBias = true,
            LayerKinds = [.. Enumerable.Repeat(AttentionKind.Full, layers)],
            AttentionScale = keys.Flag("scale_attn_weights", true) ? 1 / Math.Sqrt(hidden / heads) : 1,
            ScalesAttentionByLayer = keys.Flag("scale_attn_by_inverse_layer_idx", false),
            Source = keys.Source,
        };
    }

    private static string Either(ConfigKeys keys, string own, string common) => keys.Has(own) || !keys.Has(common) ? own : common;
}
