using System.ComponentModel.DataAnnotations;

namespace Demur.Training.Classifiers;

/// <summary>Configures <see cref="PairTrainer"/>.</summary>
public sealed record PairTrainerOptions
{
    /// <summary>Gets the passes over the rows.</summary>
    /// <value>The default is 3.</value>
    [Range(1, 100)]
    public int Epochs { get; init; } = 3;

    /// <summary>Gets the peak learning rate of the low-rank change.</summary>
    /// <value>The default is 1e-3.</value>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Gets the tokens of a step, in whole pairs.</summary>
    /// <value>The default is 2048.</value>
    [Range(64, 65536)]
    public int BatchTokens { get; init; } = 2048;

    /// <summary>Gets the share of steps in which the learning rate rises.</summary>
    /// <value>The default is 0.06.</value>
    [Range(0.0, 0.5)]
    public double Warmup { get; init; } = 0.06;

    /// <summary>Gets the weight decay.</summary>
    /// <value>The default is 0.01.</value>
    [Range(0.0, 1.0)]
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Gets the seed of order and dropout.</summary>
    /// <value>The default is 0.</value>
    public int Seed { get; init; }
}
