using Demur.Models;
using Demur.Models.Adapters;
using Demur.Tensors;
using Demur.Training.Batching;
using Demur.Training.Checkpointing;
using Demur.Training.Distributed;

namespace Demur.Training.Trainers;

/// <summary>A tuning run's opened model and what its trainer needs beside it.</summary>
public sealed record TuningContext
{
    /// <summary>Gets the model with its tokenizer.</summary>
    public required LocalModel Local { get; init; }

    /// <summary>Gets the adapter that is trained, or <see langword="null"/> when all weights are.</summary>
    public required LoraAdapter? Adapter { get; init; }

    /// <summary>Gets what is trained.</summary>
    public required IReadOnlyList<TrainableParameter> Parameters { get; init; }

    /// <summary>Gets what turns conversations into tokens.</summary>
    public required RowTokenizer Rows { get; init; }

    /// <summary>Gets what dropout draws from, once <see cref="StartDropout"/> was called.</summary>
    public required Generator Dropout { get; init; }

    /// <summary>Gives the run's checkpoints, given how many are kept.</summary>
    public required Func<int, TrainingCheckpoints> Checkpoints { get; init; }

    /// <summary>Gets what is told of every step; only the first rank has one.</summary>
    public required IProgress<TrainingStep>? Steps { get; init; }

    /// <summary>Gets the processes that train together.</summary>
    public required Ranks Ranks { get; init; }

    /// <summary>Switches the adapter's dropout on; a reference is computed before that.</summary>
    public void StartDropout() => Adapter?.SetDropout(Dropout);
}
