using Demur.Training.Recipes;

namespace Demur.Training.Trainers;

/// <summary>What made a tuning run: enough to repeat it.</summary>
public sealed record TuningRunRecord
{
    /// <summary>Gets the method: sft, dpo, kto, derta or reward.</summary>
    public required string Method { get; init; }

    /// <summary>Gets the hash over method, recipe, model, and the ids of all rows.</summary>
    public required string RunHash { get; init; }

    /// <summary>Gets the checkpoint that is tuned.</summary>
    public required string Model { get; init; }

    /// <summary>Gets whether all weights are tuned.</summary>
    public required bool Full { get; init; }

    /// <summary>Gets which tokens are learnt.</summary>
    public required LossOn LossOn { get; init; }

    /// <summary>Gets the recipe as resolved, every default written out.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>Gets the file that the rows came from.</summary>
    public string? Data { get; init; }

    /// <summary>Gets the command line.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Gets libtorch's version.</summary>
    public required string Libtorch { get; init; }

    /// <summary>Gets what the processor can do.</summary>
    public required string Processor { get; init; }

    /// <summary>Gets the threads of matrix work; the same number gives the same weights.</summary>
    public required int Threads { get; init; }
}
