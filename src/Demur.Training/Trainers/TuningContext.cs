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

    /// <summary>Gets the figure that was handed in to end training by, larger being better, or <see langword="null"/> for the method's loss on held-out rows.</summary>
    public required Func<double>? Figure { get; init; }

    /// <summary>Gives where the best state is kept.</summary>
    public required Func<TrainingCheckpoints> Best { get; init; }

    /// <summary>Says when to end early: by the figure that was handed in, or else by a loss on held-out rows.</summary>
    /// <param name="options">How often to measure, and for how long to wait.</param>
    /// <param name="loss">The loss on held-out rows, or <see langword="null"/> where there are none.</param>
    /// <returns>When to end, or <see langword="null"/> when there is nothing to measure.</returns>
    public EarlyStop? StopBy(EarlyStopOptions options, Func<double>? loss)
    {
        ArgumentNullException.ThrowIfNull(options);
        var measure = Figure ?? (loss is null ? null : () => -loss());
        return measure is null ? null : new EarlyStop(() => Undisturbed(measure), options.Every, options.Patience) { Best = Best() };
    }

    /// <summary>Switches the adapter's dropout on; a reference is computed before that.</summary>
    public void StartDropout() => Adapter?.SetDropout(Dropout);

    // Ranks agree on what the first of them measured, or one could end before the others.
    private double Undisturbed(Func<double> measure)
    {
        using var recording = Autograd.NoGrad();
        Adapter?.SetDropout(null);
        try
        {
            var figure = measure();
            return Ranks.Sum(Ranks.Rank == 0 ? figure : 0)[0];
        }
        finally
        {
            StartDropout();
        }
    }
}
