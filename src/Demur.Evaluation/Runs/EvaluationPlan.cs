using System.ComponentModel.DataAnnotations;
using Demur.Abstractions;
using Demur.Evaluation.Engine;
using Microsoft.Extensions.AI;

namespace Demur.Evaluation.Runs;

/// <summary>What an evaluation runs, with what, and where to.</summary>
public sealed record EvaluationPlan
{
    /// <summary>Gets what answers; it is not disposed.</summary>
    public required IChatClient Target { get; init; }

    /// <summary>Gets the target's name and identity, for the record.</summary>
    public required RunTarget TargetInfo { get; init; }

    /// <summary>Gets the suites, run one after another.</summary>
    public required IReadOnlyList<Suite> Suites { get; init; }

    /// <summary>Gets the names of the attacks that were done to the suites' harmful samples, for the record.</summary>
    public IReadOnlyList<string> Attacks { get; init; } = [];

    /// <summary>Gets the scorers of generated answers; the first one leads.</summary>
    /// <value>The default is <see cref="Scorers.DefaultScorers.All"/>.</value>
    public IReadOnlyList<IScorer> Scorers { get; init; } = Evaluation.Scorers.DefaultScorers.All;

    /// <summary>Gets the run folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Gets whether to go on with a run in the folder; without a run there, a new one is made.</summary>
    public bool Resume { get; init; }

    /// <summary>Gets how answers are decoded.</summary>
    public DecodingSettings Decoding { get; init; } = new();

    /// <summary>Gets the seed given to the target, for sampling.</summary>
    public int Seed { get; init; }

    /// <summary>Gets the calls kept in flight; a local checkpoint batches what is in flight.</summary>
    /// <value>The default is 32.</value>
    [Range(1, 4096)]
    public int Concurrency { get; init; } = 32;

    /// <summary>Gets how many samples of each suite, in an order drawn by the seed, are asked before the run is left to be resumed; <see langword="null"/> for all.</summary>
    [Range(1, int.MaxValue)]
    public int? Portion { get; init; }

    /// <summary>Gets this process's part when several evaluate together; <see langword="null"/> for one process alone.</summary>
    public EvaluationShare? Share { get; init; }

    /// <summary>Gets how the target is called: tries, time, budget, cache.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary>Gets after how many failures without one success the run gives up.</summary>
    /// <value>The default is 8.</value>
    [Range(1, int.MaxValue)]
    public int FailuresBeforeGivingUp { get; init; } = 8;

    /// <summary>Gets the arguments as the user gave them, for the record.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Gets the settings as resolved, for the record.</summary>
    public IReadOnlyDictionary<string, string> Resolved { get; init; } = new Dictionary<string, string>();
}
