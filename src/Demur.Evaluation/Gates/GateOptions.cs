using Demur.Evaluation.Runs;

namespace Demur.Evaluation.Gates;

/// <summary>What a gate may know besides its policy.</summary>
public sealed record GateOptions
{
    /// <summary>Gets the seed of the bootstrap.</summary>
    /// <value>The default is 1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>Gets whether the candidate may have another system prompt or prefill: it is the prompt that is judged.</summary>
    public bool PromptMayDiffer { get; init; }

    /// <summary>Gets whether the candidate may be under another attack: it is the same target's resistance that is judged.</summary>
    public bool AttackMayDiffer { get; init; }

    /// <summary>Gets further runs of the baseline's target: no rate is called worse for moving less than it moves between them.</summary>
    public IReadOnlyList<RunFolder> Repeated { get; init; } = [];
}
