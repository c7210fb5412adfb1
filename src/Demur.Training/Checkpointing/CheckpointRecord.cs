namespace Demur.Training.Checkpointing;

/// <summary>What a training checkpoint says of itself.</summary>
/// <param name="Step">The optimiser steps that were done; the next one is this number.</param>
/// <param name="OptimizerSteps">The steps that the optimiser counted, for its bias correction.</param>
/// <param name="RunHash">The hash of the run's settings and rows; another run's checkpoint is refused.</param>
/// <param name="StateSha256">The SHA-256 of the state file; a file that differs is damaged and is passed over.</param>
internal sealed record CheckpointRecord(int Step, long OptimizerSteps, string RunHash, string StateSha256);
