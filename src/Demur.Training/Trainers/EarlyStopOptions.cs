using System.ComponentModel.DataAnnotations;

namespace Demur.Training.Trainers;

/// <summary>When training ends early.</summary>
public sealed record EarlyStopOptions
{
    /// <summary>Gets the optimiser steps between two measurements.</summary>
    /// <value>The default is 25.</value>
    [Range(1, 1_000_000)]
    public int Every { get; init; } = 25;

    /// <summary>Gets how many measurements in a row may fail to rise above the best one before training ends.</summary>
    /// <value>The default is 3.</value>
    [Range(1, 1_000_000)]
    public int Patience { get; init; } = 3;
}
