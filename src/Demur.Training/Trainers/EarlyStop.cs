using Demur.Training.Checkpointing;

namespace Demur.Training.Trainers;

/// <summary>Ends training when a measured figure stops rising.</summary>
/// <param name="Measure">Measures the model as it is; larger is better. It must not change the model, and every rank gets the same figure.</param>
/// <param name="Every">The optimiser steps between two measurements, at least 1.</param>
/// <param name="Patience">How many measurements in a row may fail to rise above the best one before training ends.</param>
public sealed record EarlyStop(Func<double> Measure, int Every, int Patience)
{
    /// <summary>Gets where the best state is kept, which training ends with; <see langword="null"/> ends with the last one.</summary>
    public TrainingCheckpoints? Best { get; init; }

    internal EarlyStopWatch Begin() => new(this);
}
