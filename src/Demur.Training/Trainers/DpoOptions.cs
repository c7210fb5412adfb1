using Demur.Training.Batching;
using Demur.Training.Losses.Preference;

namespace Demur.Training.Trainers;

/// <summary>Configures preference optimisation: DPO and its family.</summary>
public sealed record DpoOptions : TrainingOptions
{
    /// <summary>Creates the defaults: a learning rate of 1e-4 and 2,048 tokens at once, since a pair is two rows.</summary>
    public DpoOptions()
    {
        LearningRate = 1e-4;
        Batch = new BatchOptions { MicroBatchTokens = 2048 };
    }

    /// <summary>Gets the losses and their settings.</summary>
    public PreferenceOptions Loss { get; init; } = new();
}
