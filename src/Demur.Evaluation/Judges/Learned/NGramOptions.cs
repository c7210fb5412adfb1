namespace Demur.Evaluation.Judges.Learned;

/// <summary>Configures the training of the n-gram classifier.</summary>
public sealed record NGramOptions
{
    /// <summary>Gets the passes over the rows.</summary>
    /// <value>The default is 12.</value>
    public int Epochs { get; init; } = 12;

    /// <summary>Gets the step size.</summary>
    /// <value>The default is 0.1.</value>
    public float Rate { get; init; } = 0.1f;

    /// <summary>Gets the L2 penalty on the weights of features that a row has.</summary>
    /// <value>The default is 0.0003.</value>
    public float Penalty { get; init; } = 3e-4f;

    /// <summary>Gets the seed of the order.</summary>
    /// <value>The default is 0.</value>
    public int Seed { get; init; }
}
