namespace Demur.Models.Checkpoints.Configs;

/// <summary>The architectures that Demur runs; a checkpoint names its own as <c>model_type</c>.</summary>
public enum ModelFamily
{
    /// <summary>Llama 2, 3, 3.1 and later, SmolLM2 and what else calls itself <c>llama</c>.</summary>
    Llama,

    /// <summary>Mistral: Llama with a sliding attention window.</summary>
    Mistral,

    /// <summary>Qwen2 and Qwen2.5: Llama with biases on query, key and value.</summary>
    Qwen2,

    /// <summary>Qwen3: normalised queries and keys.</summary>
    Qwen3,

    /// <summary>Gemma 1: scaled embeddings, norms that add 1 to their weight.</summary>
    Gemma,

    /// <summary>Gemma 2: soft-capped logits, alternating windows, norms after each block.</summary>
    Gemma2,

    /// <summary>Gemma 3, text only: two rotary bases, normalised queries and keys.</summary>
    Gemma3,

    /// <summary>Phi-3: fused projections.</summary>
    Phi3,

    /// <summary>GPT-2: learned positions, layer norms, transposed projections.</summary>
    Gpt2,

    /// <summary>BERT, an encoder.</summary>
    Bert,

    /// <summary>DistilBERT, an encoder without token types and pooler.</summary>
    DistilBert,

    /// <summary>RoBERTa, BERT whose positions start after the padding index.</summary>
    Roberta,

    /// <summary>DeBERTa v2 and v3, encoders with disentangled attention.</summary>
    DebertaV2,
}
