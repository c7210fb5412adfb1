using Demur.Models.Checkpoints.Configs;

namespace Demur.Models.Checkpoints.Gguf.Writing;

/// <summary>Writes a model's shape as GGUF metadata.</summary>
internal static class GgufModelPairs
{
    public static void Add(GgufPairs pairs, ModelConfig config, GgufArchitecture architecture)
    {
        var name = architecture.Name;
        pairs.Add($"{name}.vocab_size", (uint)config.VocabularySize);
        pairs.Add($"{name}.context_length", (uint)config.ContextLength);
        pairs.Add($"{name}.embedding_length", (uint)config.HiddenSize);
        pairs.Add($"{name}.feed_forward_length", (uint)config.IntermediateSize);
        pairs.Add($"{name}.block_count", (uint)config.LayerCount);
        pairs.Add($"{name}.attention.head_count", (uint)config.HeadCount);
        pairs.Add($"{name}.attention.head_count_kv", (uint)config.KeyValueHeadCount);
        var norm = config.Family is ModelFamily.Gpt2 ? "layer_norm_epsilon" : "layer_norm_rms_epsilon";
        pairs.Add($"{name}.attention.{norm}", (float)config.NormEpsilon);
        if (config.Rope is { } rope)
        {
            pairs.Add($"{name}.attention.key_length", (uint)config.HeadDimension);
            pairs.Add($"{name}.attention.value_length", (uint)config.HeadDimension);
            AddRope(pairs, config, rope, name);
        }

        AddWindow(pairs, config, name);
        pairs.Add($"{name}.attn_logit_softcapping", config.AttentionLogitCap is { } cap ? (float)cap : null);
        pairs.Add($"{name}.final_logit_softcapping", config.FinalLogitCap is { } final ? (float)final : null);
    }

    private static void AddWindow(GgufPairs pairs, ModelConfig config, string name)
    {
        if (config.Family is not (ModelFamily.Gemma2 or ModelFamily.Gemma3))
        {
            return;
        }

        pairs.Add($"{name}.attention.sliding_window", config.SlidingWindow is { } window ? (uint)window : null);
        pairs.Add($"{name}.rope.freq_base_swa", config.SlidingRope is { } local ? (float)local.Theta : null);
        var slides = config.LayerKinds.Select(kind => kind is AttentionKind.Sliding).ToArray();
        pairs.Add($"{name}.attention.sliding_window_pattern", slides.SequenceEqual(GgufWindow.Usual(config.Family, config.LayerCount)) ? null : slides);
    }

    private static void AddRope(GgufPairs pairs, ModelConfig config, RopeParameters rope, string name)
    {
        pairs.Add($"{name}.rope.freq_base", (float)rope.Theta);
        pairs.Add($"{name}.rope.dimension_count", (uint)(config.HeadDimension * rope.PartialRotaryFactor));
        if (rope.Type is RopeType.Linear or RopeType.Yarn)
        {
            pairs.Add($"{name}.rope.scaling.type", rope.Type is RopeType.Linear ? "linear" : "yarn");
            pairs.Add($"{name}.rope.scaling.factor", (float)rope.Factor);
        }

        if (rope.Type is RopeType.Yarn or RopeType.LongRope)
        {
            pairs.Add($"{name}.rope.scaling.original_context_length", (uint)(rope.OriginalContextLength ?? config.ContextLength));
        }

        if (rope.Type is RopeType.Yarn)
        {
            pairs.Add($"{name}.rope.scaling.yarn_beta_fast", (float)rope.BetaFast);
            pairs.Add($"{name}.rope.scaling.yarn_beta_slow", (float)rope.BetaSlow);
        }

        if (rope.Type is RopeType.LongRope)
        {
            pairs.Add($"{name}.rope.scaling.attn_factor", (float)rope.AttentionFactor!.Value);
        }
    }
}
