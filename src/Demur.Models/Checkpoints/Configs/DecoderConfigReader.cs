using System.Text.Json;
using Demur.Abstractions;

namespace Demur.Models.Checkpoints.Configs;

/// <summary>Reads the configuration of a decoder with rotary positions.</summary>
internal static class DecoderConfigReader
{
    public static ModelConfig Read(ConfigKeys keys, ModelFamily family)
    {
        var defaults = DecoderDefaults.Of(family);
        var hidden = keys.Size("hidden_size", defaults.Hidden);
        var heads = keys.Size("num_attention_heads", defaults.Heads);
        var keyValueHeads = KeyValueHeads(keys, defaults, heads);
        var headDimension = HeadDimension(keys, defaults, hidden, heads);
        var context = keys.Size("max_position_embeddings", defaults.Context);
        var layers = keys.Whole("num_hidden_layers", 1, 10_000) ?? defaults.Layers;
        var (kinds, window) = LayerKindReader.Read(keys, family, defaults, layers);
        var rope = RopeReader.Read(keys, family, defaults.Theta);
        if (rope.Full.Type is RopeType.Dynamic)
        {
            // The base grows from here on; the factor says how far the authors meant to go.
            rope.Full = rope.Full with { OriginalContextLength = context };
            context = (int)Math.Min(context * rope.Full.Factor, ConfigKeys.LargestSize);
        }

        var attentionBias = family is ModelFamily.Qwen2 || (family is not (ModelFamily.Mistral or ModelFamily.Phi3) && keys.Flag("attention_bias", false));
        RefuseBothDirections(keys);
        return new ModelConfig
        {
            Family = family,
            ModelType = string.Empty,
            VocabularySize = keys.Size("vocab_size", defaults.Vocabulary),
            HiddenSize = hidden,
            IntermediateSize = keys.Size("intermediate_size", defaults.Intermediate),
            LayerCount = layers,
            HeadCount = heads,
            KeyValueHeadCount = keyValueHeads,
            HeadDimension = headDimension,
            ContextLength = context,
            NormEpsilon = keys.PositiveOrNull("rms_norm_eps") ?? defaults.Epsilon,
            Activation = ReadActivation(keys, family),
            TiesEmbeddings = keys.Flag("tie_word_embeddings", defaults.Ties),
            HasAttentionBias = attentionBias,
            HasAttentionOutputBias = attentionBias && family is not ModelFamily.Qwen2,
            HasMlpBias = family is ModelFamily.Llama && keys.Flag("mlp_bias", false),
            Rope = rope.Full,
            SlidingRope = rope.Sliding,
            LayerKinds = kinds,
            SlidingWindow = window,
            AttentionScale = 1 / Math.Sqrt(QueryScalar(keys, defaults) ?? headDimension),
            AttentionLogitCap = Cap(keys, "attn_logit_softcapping", defaults.AttentionCap, family),
            FinalLogitCap = Cap(keys, "final_logit_softcapping", defaults.FinalCap, family),
            Source = keys.Source,
        };
    }

    // Only Gemma 2 and 3 scale by something else than the width of a head.
    private static double? QueryScalar(ConfigKeys keys, DecoderDefaults defaults) =>
        defaults.QueryScalar is { } usual ? keys.PositiveOrNull("query_pre_attn_scalar") ?? usual : null;

    private static int KeyValueHeads(ConfigKeys keys, DecoderDefaults defaults, int heads)
    {
        // An explicit null means "as many as query heads"; a missing key means the family's default.
        var given = keys.Whole("num_key_value_heads", 1, ConfigKeys.LargestSize);
        var count = given ?? (keys.Source.ContainsKey("num_key_value_heads") ? heads : defaults.KeyValueHeads ?? heads);
        return heads % count == 0
            ? count
            : throw new DemurException(
                $"{keys.Where}: num_key_value_heads is {count}, which does not divide num_attention_heads {heads}. Correct the value or restore the file from its source.");
    }

    private static int HeadDimension(ConfigKeys keys, DecoderDefaults defaults, int hidden, int heads)
    {
        var dimension = keys.Whole("head_dim", 1, ConfigKeys.LargestSize)
            ?? (keys.Source.ContainsKey("head_dim") ? null : defaults.HeadDimension);
        if (dimension is null && hidden % heads != 0)
        {
            throw new DemurException(
                $"{keys.Where}: num_attention_heads {heads} does not divide hidden_size {hidden}. Correct the value or give head_dim.");
        }

        var width = dimension ?? (hidden / heads);
        return width % 2 == 0
            ? width
            : throw new DemurException($"{keys.Where}: a head is {width} wide, but rotary positions need an even width. Correct head_dim or num_attention_heads.");
    }

    private static Activation ReadActivation(ConfigKeys keys, ModelFamily family) => family switch
    {
        ModelFamily.Gemma2 or ModelFamily.Gemma3 => ActivationNames.Read(keys, "hidden_activation", "gelu_pytorch_tanh"),
        ModelFamily.Gemma => ReadGemma(keys),
        _ => ActivationNames.Read(keys, "hidden_act", "silu"),
    };

    // The first Gemma files say "gelu" in hidden_act although the models were trained with the tanh form, and Transformers 4 lets
    // hidden_activation alone change that; Transformers 5 goes by hidden_act.
    private static Activation ReadGemma(ConfigKeys keys) =>
        keys.Has("hidden_activation") || !(keys.Has("rope_parameters") || keys.Has("dtype"))
            ? ActivationNames.Read(keys, "hidden_activation", "gelu_pytorch_tanh")
            : ActivationNames.Read(keys, "hidden_act", "gelu_pytorch_tanh");

    // Embedding models of these families; they generate nothing.
    private static void RefuseBothDirections(ConfigKeys keys)
    {
        if (keys.Source["use_bidirectional_attention"] is { } given && given.GetValueKind() is not JsonValueKind.False)
        {
            throw keys.Bad("use_bidirectional_attention", given, "false: Demur runs decoders that look back");
        }
    }

    private static double? Cap(ConfigKeys keys, string key, double? usual, ModelFamily family) =>
        family is not (ModelFamily.Gemma2 or ModelFamily.Gemma3) ? null
        : keys.Source.ContainsKey(key) ? keys.PositiveOrNull(key)
        : usual;
}
