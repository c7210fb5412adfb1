using System.ComponentModel.DataAnnotations;

namespace Demur.Training.Classifiers;

/// <summary>Configures <see cref="EmbeddingHeadTrainer"/>.</summary>
public sealed record EmbeddingHeadTrainerOptions
{
    /// <summary>Gets the passes over the rows.</summary>
    /// <value>The default is 12.</value>
    [Range(1, 1000)]
    public int Epochs { get; init; } = 12;

    /// <summary>Gets the peak learning rate.</summary>
    /// <value>The default is 2e-3.</value>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Gets the rows of a step.</summary>
    /// <value>The default is 256.</value>
    [Range(1, 65536)]
    public int BatchRows { get; init; } = 256;

    /// <summary>Gets the weight decay.</summary>
    /// <value>The default is 0.05.</value>
    [Range(0.0, 10.0)]
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>Gets the seed of order and dropout.</summary>
    /// <value>The default is 0.</value>
    public int Seed { get; init; }
}
