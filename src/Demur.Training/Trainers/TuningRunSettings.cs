using Demur.Models;
using Demur.Training.Recipes;

namespace Demur.Training.Trainers;

/// <summary>What a tuning run does and where.</summary>
public sealed record TuningRunSettings
{
    /// <summary>Gets the run's folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Gets the checkpoint that is tuned.</summary>
    public required string Model { get; init; }

    /// <summary>Gets the recipe.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>Gets whether all weights are tuned instead of an adapter.</summary>
    /// <value>The default is false.</value>
    public bool Full { get; init; }

    /// <summary>Gets which tokens are learnt.</summary>
    /// <value>The default is <see cref="LossOn.Response"/>.</value>
    public LossOn LossOn { get; init; } = LossOn.Response;

    /// <summary>Gets precision and device.</summary>
    public LocalModelOptions Placement { get; init; } = new() { MergeAdapter = false };

    /// <summary>Gets the figure by which training ends early, or <see langword="null"/> for the method's loss on held-out rows, where there are any.</summary>
    public HeldOutFigure? Figure { get; init; }

    /// <summary>Gets whether an unfinished run in the folder is gone on with.</summary>
    public bool Resume { get; init; }

    /// <summary>Gets the file that the rows came from, for the record.</summary>
    public string? Data { get; init; }

    /// <summary>Gets the command line, for the record.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
}
