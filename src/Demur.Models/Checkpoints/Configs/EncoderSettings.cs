namespace Demur.Models.Checkpoints.Configs;

/// <summary>What only encoders (BERT, DistilBERT, RoBERTa, DeBERTa) have.</summary>
public sealed record EncoderSettings
{
    /// <summary>Gets the number of token types; 0 when the model has no such embedding.</summary>
    public int TokenTypes { get; init; }

    /// <summary>Gets the activation of the pooler in front of a classifier head.</summary>
    /// <value>The default is <see cref="Activation.Tanh"/>.</value>
    public Activation PoolerActivation { get; init; } = Activation.Tanh;

    /// <summary>Gets DeBERTa's attention settings; <see langword="null"/> for the other families.</summary>
    public DisentangledAttention? Disentangled { get; init; }
}
