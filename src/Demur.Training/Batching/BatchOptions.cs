using System.ComponentModel.DataAnnotations;

namespace Demur.Training.Batching;

/// <summary>How rows become optimiser steps.</summary>
public sealed record BatchOptions
{
    /// <summary>Gets the rows of one optimiser step.</summary>
    /// <remarks>Small batches make more, noisier steps; the loss is averaged over the targets of the whole batch.</remarks>
    /// <value>The default is 8.</value>
    [Range(1, 4096)]
    public int BatchSize { get; init; } = 8;

    /// <summary>Gets the tokens computed at once; a batch with more is cut into micro-batches whose gradients add up.</summary>
    /// <value>The default is 1,024.</value>
    [Range(1, 1 << 20)]
    public int MicroBatchTokens { get; init; } = 1024;

    /// <summary>Gets whether rows that share a pair id are kept in one batch.</summary>
    /// <value>The default is true.</value>
    public bool KeepPairsTogether { get; init; } = true;

    /// <summary>Gets whether rows are shuffled; without it the order of the file is the order of training.</summary>
    /// <value>The default is true.</value>
    public bool Shuffle { get; init; } = true;
}
