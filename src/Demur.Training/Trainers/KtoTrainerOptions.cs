using Demur.Training.Losses.Preference;

namespace Demur.Training.Trainers;

/// <summary>Configures KTO, which learns from single answers marked good or bad (Ethayarajh et al. 2024).</summary>
public sealed record KtoTrainerOptions : TrainingOptions
{
    /// <summary>Creates the defaults: a learning rate of 1e-4.</summary>
    public KtoTrainerOptions() => LearningRate = 1e-4;

    /// <summary>Gets the loss and its settings.</summary>
    public KtoOptions Loss { get; init; } = new();
}
