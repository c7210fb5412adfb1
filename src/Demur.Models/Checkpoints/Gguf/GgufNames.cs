using System.Globalization;
using Demur.Models.Checkpoints.Configs;

namespace Demur.Models.Checkpoints.Gguf;

/// <summary>Translates tensor names between llama.cpp and Transformers.</summary>
internal static class GgufNames
{
    private const string BlockPrefix = "blk.";

    private static readonly Dictionary<string, string> Outer = new(StringComparer.Ordinal)
    {
        ["token_embd"] = "model.embed_tokens",
        ["output_norm"] = "model.norm",
        ["output"] = "lm_head",
    };

    private static readonly Dictionary<string, string> Inner = new(StringComparer.Ordinal)
    {
        ["attn_norm"] = "input_layernorm",
        ["attn_q"] = "self_attn.q_proj",
        ["attn_k"] = "self_attn.k_proj",
        ["attn_v"] = "self_attn.v_proj",
        ["attn_qkv"] = "self_attn.qkv_proj",
        ["attn_output"] = "self_attn.o_proj",
        ["attn_q_norm"] = "self_attn.q_norm",
        ["attn_k_norm"] = "self_attn.k_norm",
        ["ffn_norm"] = "post_attention_layernorm",
        ["ffn_gate"] = "mlp.gate_proj",
        ["ffn_up"] = "mlp.up_proj",
        ["ffn_down"] = "mlp.down_proj",
    };

    private static readonly Dictionary<string, string> GemmaInner = new(Inner, StringComparer.Ordinal)
    {
        ["post_attention_norm"] = "post_attention_layernorm",
        ["ffn_norm"] = "pre_feedforward_layernorm",
        ["post_ffw_norm"] = "post_feedforward_layernorm",
    };

    private static readonly Dictionary<string, string> Phi3Inner = new(Inner, StringComparer.Ordinal)
    {
        ["ffn_up"] = "mlp.gate_up_proj",
    };

    private static readonly Dictionary<string, string> Gpt2Outer = new(StringComparer.Ordinal)
    {
        ["token_embd"] = "transformer.wte",
        ["position_embd"] = "transformer.wpe",
        ["output_norm"] = "transformer.ln_f",
        ["output"] = "lm_head",
    };

    private static readonly Dictionary<string, string> Gpt2Inner = new(StringComparer.Ordinal)
    {
        ["attn_norm"] = "ln_1",
        ["attn_qkv"] = "attn.c_attn",
        ["attn_output"] = "attn.c_proj",
        ["ffn_norm"] = "ln_2",
        ["ffn_up"] = "mlp.c_fc",
        ["ffn_down"] = "mlp.c_proj",
    };

    /// <summary>Gets Transformers' name; null when it has none.</summary>
    public static string? ToTransformers(string name, ModelFamily family)
    {
        var (stem, suffix) = Split(name);
        if (suffix is null)
        {
            return null;
        }

        if (!stem.StartsWith(BlockPrefix, StringComparison.Ordinal))
        {
            return OuterOf(family).TryGetValue(stem, out var outer) ? outer + suffix : null;
        }

        var dot = stem.IndexOf('.', BlockPrefix.Length);
        return dot > 0
            && int.TryParse(stem.AsSpan(BlockPrefix.Length, dot - BlockPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var layer)
            && InnerOf(family).TryGetValue(stem[(dot + 1)..], out var inner)
                ? string.Create(CultureInfo.InvariantCulture, $"{LayerPrefix(family)}{layer}.{inner}{suffix}")
                : null;
    }

    /// <summary>Gets llama.cpp's name; null when it has none.</summary>
    public static string? FromTransformers(string name, ModelFamily family)
    {
        var (stem, suffix) = Split(name);
        if (suffix is null)
        {
            return null;
        }

        var prefix = LayerPrefix(family);
        if (!stem.StartsWith(prefix, StringComparison.Ordinal))
        {
            return Reverse(OuterOf(family), stem) is { } outer ? outer + suffix : null;
        }

        var dot = stem.IndexOf('.', prefix.Length);
        return dot > 0 && Reverse(InnerOf(family), stem[(dot + 1)..]) is { } inner
            ? $"{BlockPrefix}{stem[prefix.Length..dot]}.{inner}{suffix}"
            : null;
    }

    private static string? Reverse(Dictionary<string, string> map, string value) =>
        map.FirstOrDefault(pair => pair.Value == value).Key;

    private static (string Stem, string? Suffix) Split(string name) =>
        name.EndsWith(".weight", StringComparison.Ordinal) ? (name[..^7], ".weight")
        : name.EndsWith(".bias", StringComparison.Ordinal) ? (name[..^5], ".bias")
        : (name, null);

    private static string LayerPrefix(ModelFamily family) => family is ModelFamily.Gpt2 ? "transformer.h." : "model.layers.";

    private static Dictionary<string, string> OuterOf(ModelFamily family) => family is ModelFamily.Gpt2 ? Gpt2Outer : Outer;

    private static Dictionary<string, string> InnerOf(ModelFamily family) => family switch
    {
        ModelFamily.Gemma2 or ModelFamily.Gemma3 => GemmaInner,
        ModelFamily.Phi3 => Phi3Inner,
        ModelFamily.Gpt2 => Gpt2Inner,
        _ => Inner,
    };
}
