using Demur.Training.Losses.Preference;

namespace Demur.Training.Trainers;

/// <summary>Configures preference optimisation: DPO and its family.</summary>
public sealed record DpoOptions : TrainingOptions
{
    /// <summary>Gets the losses and their settings.</summary>
    public PreferenceOptions Loss { get; init; } = new();
}
