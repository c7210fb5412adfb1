using System.ComponentModel.DataAnnotations;
using Demur.Training.Batching;
using Demur.Training.Schedules;

namespace Demur.Training.Trainers;

/// <summary>What every trainer's loop needs: rate, schedule, batches, clipping, decay, seed and checkpoints.</summary>
public record TrainingOptions
{
    /// <summary>Gets the peak learning rate.</summary>
    /// <remarks>LoRA bears 1e-4 to 1e-3; full tuning wants a tenth to a hundredth of that.</remarks>
    /// <value>The default is 5e-4.</value>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = 5e-4;

    /// <summary>Gets the passes over the rows.</summary>
    /// <value>The default is 1.</value>
    [Range(1, 1000)]
    public int Epochs { get; init; } = 1;

    /// <summary>Gets the optimiser steps after which training ends early, or <see langword="null"/> for all epochs.</summary>
    [Range(1, int.MaxValue)]
    public int? MaxSteps { get; init; }

    /// <summary>Gets the steps over which the learning rate rises from zero.</summary>
    /// <value>The default is 5.</value>
    [Range(0, 1_000_000)]
    public int WarmupSteps { get; init; } = 5;

    /// <summary>Gets how the learning rate falls afterwards.</summary>
    /// <value>The default is <see cref="ScheduleShape.Cosine"/>.</value>
    public ScheduleShape Schedule { get; init; } = ScheduleShape.Cosine;

    /// <summary>Gets the largest norm of the whole gradient; larger ones are scaled down to it.</summary>
    /// <value>The default is 1.</value>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double ClipNorm { get; init; } = 1;

    /// <summary>Gets the decoupled weight decay, applied to parameters of two or more dimensions.</summary>
    /// <value>The default is 0.</value>
    [Range(0.0, 1.0)]
    public double WeightDecay { get; init; }

    /// <summary>Gets AdamW's decay of the first moment.</summary>
    /// <value>The default is 0.9.</value>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Gets AdamW's decay of the second moment.</summary>
    /// <value>The default is 0.999.</value>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Gets what keeps AdamW's division finite.</summary>
    /// <value>The default is 1e-8.</value>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Gets how rows become optimiser steps.</summary>
    public BatchOptions Batch { get; init; } = new();

    /// <summary>Gets whether each block is run again in the backward pass instead of keeping its states: less memory, about a third more time.</summary>
    /// <value>The default is false.</value>
    public bool GradientCheckpointing { get; init; }

    /// <summary>Gets when training ends early by a figure measured on held-out data; without effect where there is nothing to measure.</summary>
    public EarlyStopOptions EarlyStop { get; init; } = new();

    /// <summary>Gets the seed of the order of rows and of dropout.</summary>
    /// <value>The default is 0.</value>
    public int Seed { get; init; }

    /// <summary>Gets the optimiser steps between two checkpoints; 0 keeps none.</summary>
    /// <value>The default is 50.</value>
    [Range(0, 1_000_000)]
    public int CheckpointEvery { get; init; } = 50;

    /// <summary>Gets how many checkpoints are kept.</summary>
    /// <value>The default is 2.</value>
    [Range(1, 100)]
    public int KeepCheckpoints { get; init; } = 2;
}
