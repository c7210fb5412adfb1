namespace Demur.Models.Families;

/// <summary>What a family calls its weights; the defaults are Llama's. Names end before <c>.weight</c> and <c>.bias</c>.</summary>
internal sealed record DecoderNames
{
    /// <summary>Gets what stands before the names of the body but not of the head; some published files leave it out.</summary>
    public string Body { get; init; } = "model.";

    public string Embedding { get; init; } = "embed_tokens";

    public string? Positions { get; init; }

    /// <summary>Gets what stands before the number of a block.</summary>
    public string Blocks { get; init; } = "layers.";

    public string FinalNorm { get; init; } = "norm";

    public string Head { get; init; } = "lm_head";

    public string AttentionNorm { get; init; } = "input_layernorm";

    /// <summary>Gets the projections to queries, keys and values: three, or one that holds all.</summary>
    public IReadOnlyList<string> QueryKeyValue { get; init; } = ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"];

    public string QueryNorm { get; init; } = "self_attn.q_norm";

    public string KeyNorm { get; init; } = "self_attn.k_norm";

    public string AttentionOutput { get; init; } = "self_attn.o_proj";

    public string AfterAttentionNorm { get; init; } = "post_attention_layernorm";

    public string MlpNorm { get; init; } = "post_attention_layernorm";

    /// <summary>Gets the projections into the feed-forward block: gate and up, one that holds both, or the only one of an ungated block.</summary>
    public IReadOnlyList<string> GateUp { get; init; } = ["mlp.gate_proj", "mlp.up_proj"];

    public string Down { get; init; } = "mlp.down_proj";

    public string AfterMlpNorm { get; init; } = "post_feedforward_layernorm";
}
