using System.Text.Json.Nodes;
using Demur.Abstractions;

namespace Demur.Models.Checkpoints.Configs;

/// <summary>Reads the configuration of BERT, DistilBERT, RoBERTa and DeBERTa.</summary>
internal static class EncoderConfigReader
{
    public static ModelConfig Read(ConfigKeys keys, ModelFamily family)
    {
        var distil = family is ModelFamily.DistilBert;
        var deberta = family is ModelFamily.DebertaV2;
        var hidden = keys.Size(distil ? "dim" : "hidden_size", deberta ? 1536 : 768);
        var heads = keys.Size(distil ? "n_heads" : "num_attention_heads", deberta ? 24 : 12);
        var layers = keys.Whole(distil ? "n_layers" : "num_hidden_layers", 1, 10_000) ?? (deberta ? 24 : distil ? 6 : 12);
        var width = HeadDimension(keys, hidden, heads, deberta);
        RefuseUnknownPositions(keys);
        return new ModelConfig
        {
            Family = family,
            ModelType = string.Empty,
            VocabularySize = keys.Size("vocab_size", deberta ? 128_100 : family is ModelFamily.Roberta ? 50_265 : 30_522),
            HiddenSize = hidden,
            IntermediateSize = keys.Size(distil ? "hidden_dim" : "intermediate_size", deberta ? 6144 : 3072),
            LayerCount = layers,
            HeadCount = heads,
            KeyValueHeadCount = heads,
            HeadDimension = width,
            ContextLength = keys.Size("max_position_embeddings", 512),
            NormEpsilon = keys.PositiveOrNull("layer_norm_eps") ?? (deberta ? 1e-7 : 1e-12),
            Activation = ActivationNames.Read(keys, distil ? "activation" : "hidden_act", "gelu"),
            TiesEmbeddings = keys.Flag("tie_word_embeddings", true),
            HasAttentionBias = true,
            HasAttentionOutputBias = true,
            HasMlpBias = true,
            LayerKinds = [.. Enumerable.Repeat(AttentionKind.Full, layers)],
            AttentionScale = 1 / Math.Sqrt(width),
            Encoder = new EncoderSettings
            {
                TokenTypes = distil ? 0 : keys.Whole("type_vocab_size", 0, ConfigKeys.LargestSize) ?? (deberta ? 0 : 2),
                PoolerActivation = deberta ? ActivationNames.Read(keys, "pooler_hidden_act", "gelu") : Activation.Tanh,
                Disentangled = deberta ? ReadDisentangled(keys) : null,
            },
            Source = keys.Source,
        };
    }

    private static int HeadDimension(ConfigKeys keys, int hidden, int heads, bool deberta)
    {
        if (deberta && keys.Whole("attention_head_size", 1, ConfigKeys.LargestSize) is { } given)
        {
            return given;
        }

        return hidden % heads == 0
            ? hidden / heads
            : throw new DemurException($"{keys.Where}: {heads} heads do not divide a width of {hidden}. Correct one of them.");
    }

    // Relative positions in BERT were an experiment of a few checkpoints; running them as absolute would be silently wrong.
    private static void RefuseUnknownPositions(ConfigKeys keys)
    {
        if (keys.Text("position_embedding_type") is not (null or "absolute"))
        {
            throw keys.Bad("position_embedding_type", keys.Source["position_embedding_type"]!, "absolute");
        }
    }

    private static DisentangledAttention ReadDisentangled(ConfigKeys keys)
    {
        var terms = AttentionTerms(keys);
        var context = keys.Size("max_position_embeddings", 512);
        var largest = keys.Whole("max_relative_positions", -1, ConfigKeys.LargestSize) ?? -1;
        return new DisentangledAttention
        {
            Relative = keys.Flag("relative_attention", false),
            ContentToPosition = terms.Contains("c2p"),
            PositionToContent = terms.Contains("p2c"),
            PositionBuckets = keys.Whole("position_buckets", -1, ConfigKeys.LargestSize) ?? -1,
            MaxRelativePositions = largest < 1 ? context : largest,
            SharesKeys = keys.Flag("share_att_key", false),
            NormalisesPositions = (keys.Text("norm_rel_ebd") ?? "none").Split('|').Contains("layer_norm"),
            AbsolutePositions = keys.Flag("position_biased_input", true),
            ConvolutionKernel = keys.Whole("conv_kernel_size", 0, 1024) ?? 0,
            ConvolutionGroups = keys.Whole("conv_groups", 1, ConfigKeys.LargestSize) ?? 1,
            ConvolutionActivation = ActivationNames.Read(keys, "conv_act", "tanh"),
        };
    }

    // Published files write a list or one text with bars.
    private static IReadOnlyList<string> AttentionTerms(ConfigKeys keys) =>
        keys.Source["pos_att_type"] is JsonArray
            ? keys.Texts("pos_att_type")!
            : (keys.Text("pos_att_type") ?? string.Empty).Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
