namespace Demur.Tensors;

/// <summary>Configures <see cref="AdamW"/>.</summary>
public sealed record AdamWOptions
{
    /// <summary>Gets the step size where a step gives none of its own.</summary>
    /// <value>The default is 1e-3.</value>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Gets the share of the old gradient mean that each step keeps.</summary>
    /// <value>The default is 0.9.</value>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Gets the share of the old mean of squared gradients that each step keeps.</summary>
    /// <value>The default is 0.999.</value>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Gets what is added to the root of the squares.</summary>
    /// <value>The default is 1e-8.</value>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Gets how much of each parameter a step of size 1 takes away, beside the gradient's part.</summary>
    /// <value>The default is 0.01.</value>
    public double WeightDecay { get; init; } = 0.01;
}
