using Demur.Abstractions;
using Demur.Models.Checkpoints.Configs;
using Demur.Models.Modules;

namespace Demur.Models.Checkpoints.Gguf.Writing;

/// <summary>Says what a model's shape becomes in a GGUF file, and refuses what llama.cpp would not load or would compute otherwise.</summary>
internal static class GgufShape
{
    /// <summary>Gets the shape to write down.</summary>
    /// <remarks>
    /// llama.cpp has a window for Gemma 2 and 3 alone. Another model that looks back so far and no further is written for texts that fit the
    /// window, where it makes no difference.
    /// </remarks>
    /// <exception cref="DemurException">llama.cpp has no words for this shape.</exception>
    public static ModelConfig Of(ModelConfig config, GgufArchitecture architecture)
    {
        if (Misfit(config) is { } misfit)
        {
            throw new DemurException($"GGUF cannot hold this {config.ModelType}: llama.cpp's {architecture.Name} {misfit}. Save it as a Hugging Face folder.");
        }

        config = WithScale(config);
        return config.SlidingWindow is { } window && config.Family is not (ModelFamily.Gemma2 or ModelFamily.Gemma3)
            ? config with
            {
                SlidingWindow = null,
                LayerKinds = [.. config.LayerKinds.Select(_ => AttentionKind.Full)],
                ContextLength = Math.Min(config.ContextLength, window),
            }
            : config;
    }

    // LongRoPE's scale is written as a number, from which its factor does not follow.
    private static ModelConfig WithScale(ModelConfig config)
    {
        if (config.Rope is not { Type: RopeType.LongRope } rope)
        {
            return config;
        }

        var original = rope.OriginalContextLength ?? config.ContextLength;
        var scale = RotaryFrequencies.Of(rope, config.HeadDimension, config.ContextLength, textLength: 1).Scale;
        return config with
        {
            Rope = rope with { OriginalContextLength = original, Factor = (double)config.ContextLength / original, AttentionFactor = GgufMetadata.Widen((float)scale) },
        };
    }

    private static string? Misfit(ModelConfig config) => config switch
    {
        { Family: ModelFamily.Qwen2 or ModelFamily.Phi3 } when config.HeadCount * config.HeadDimension != config.HiddenSize =>
            $"takes heads of hidden_size / num_attention_heads, and head_dim is {config.HeadDimension}",
        { Family: ModelFamily.Gemma or ModelFamily.Gemma2, TiesEmbeddings: false } => "has no output head of its own (tie_word_embeddings is false)",
        { Family: ModelFamily.Qwen3 or ModelFamily.Gemma or ModelFamily.Gemma2 or ModelFamily.Gemma3, HasAttentionOutputBias: true } =>
            "has no bias on the attention's output (attention_bias is true)",
        { Family: ModelFamily.Gemma2, FinalLogitCap: null } or { Family: ModelFamily.Gemma2, AttentionLogitCap: null } => "always caps its logits",
        { Family: ModelFamily.Gemma3, AttentionLogitCap: { } cap } => $"does not cap attention logits (attn_logit_softcapping is {cap})",
        { Family: not (ModelFamily.Llama or ModelFamily.Mistral), Rope.Type: RopeType.Llama3 } => "has no rotary scaling of type llama3",
        { Family: not ModelFamily.Phi3, Rope.Type: RopeType.LongRope } => "has no rotary scaling of type longrope",
        { SlidingRope.Type: not RopeType.Default } => "does not stretch the rotary positions of sliding layers",
        _ => null,
    };
}
