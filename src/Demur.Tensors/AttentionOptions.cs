namespace Demur.Tensors;

/// <summary>How queries look at keys.</summary>
public sealed record AttentionOptions
{
    /// <summary>Gets the factor on the products of queries and keys.</summary>
    /// <value>The default is null: 1 / sqrt(head dimension).</value>
    public double? Scale { get; init; }

    /// <summary>Gets whether a query sees only keys up to its own position.</summary>
    /// <value>The default is true.</value>
    public bool Causal { get; init; } = true;

    /// <summary>Gets how many keys a query sees, its own position included.</summary>
    /// <value>The default is 0: all.</value>
    public int Window { get; init; }

    /// <summary>Gets the bound c on scores, which become c * tanh(score / c) (Gemma 2).</summary>
    /// <value>The default is 0: none.</value>
    public double Softcap { get; init; }

    internal double ScaleFor(Tensor query) => Scale ?? 1 / Math.Sqrt(query.Size(-1));
}
