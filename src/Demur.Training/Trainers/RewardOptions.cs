using System.ComponentModel.DataAnnotations;

namespace Demur.Training.Trainers;

/// <summary>Configures the training of a score head: a reward model or a harm detector.</summary>
public sealed record RewardOptions : TrainingOptions
{
    /// <summary>Creates the defaults: a learning rate of 2e-4.</summary>
    public RewardOptions() => LearningRate = 2e-4;

    /// <summary>Gets what is learnt.</summary>
    /// <value>The default is <see cref="ScoreHeadKind.Reward"/>.</value>
    public ScoreHeadKind Kind { get; init; }

    /// <summary>Gets how far apart the two answers of a pair should score; without effect on a harm detector.</summary>
    /// <value>The default is 0.</value>
    [Range(0.0, 100.0)]
    public double Margin { get; init; }

    /// <summary>Gets whether a harm detector's cross-entropy counts twice beside a pairwise term, as MLLM-Protector's code has it.</summary>
    /// <value>The default is false: the cross-entropy once.</value>
    public bool AsReleased { get; init; }

    /// <summary>Gets the longest text in tokens; longer ones lose their end.</summary>
    /// <value>The default is 512, as MLLM-Protector.</value>
    [Range(2, 1 << 20)]
    public int MaxTokens { get; init; } = 512;
}
