using Demur.Training.Checkpointing;

namespace Demur.Training.Trainers;

/// <summary>Where a training run's progress goes.</summary>
/// <param name="Checkpoints">Keeps states, or <see langword="null"/> to keep none.</param>
/// <param name="Steps">Gets every step as it is done.</param>
public sealed record TrainingSinks(TrainingCheckpoints? Checkpoints = null, IProgress<TrainingStep>? Steps = null);
