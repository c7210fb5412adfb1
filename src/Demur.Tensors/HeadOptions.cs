namespace Demur.Tensors;

/// <summary>How hidden states become logits when only the labels' log-probabilities are wanted.</summary>
public sealed record HeadOptions
{
    /// <summary>Gets how many rows of logits exist at a time.</summary>
    /// <value>The default is 0: about as many as fit in the processor's cache.</value>
    public int ChunkRows { get; init; }

    /// <summary>Gets the factor on logits.</summary>
    /// <value>The default is 1.</value>
    public double Scale { get; init; } = 1;

    /// <summary>Gets the bound c on logits, which become c * tanh(logit / c) (Gemma 2); applied after the scale.</summary>
    /// <value>The default is 0: none.</value>
    public double Softcap { get; init; }
}
