using Demur.Cli.Targets;
using Demur.Evaluation.Runs;
using Demur.Models;

namespace Demur.Cli.Survival;

/// <summary>An attack on a tuned checkpoint, and where what is left of it is measured.</summary>
internal sealed record AttackSettings
{
    /// <summary>Gets the checkpoint, adapter or tuning run that is attacked.</summary>
    public required string Target { get; init; }

    /// <summary>Gets the precision, as <c>--dtype</c> gives it.</summary>
    public required string DType { get; init; }

    /// <summary>Gets the device, as <c>--device</c> gives it.</summary>
    public required string Device { get; init; }

    /// <summary>Gets the base of an adapter, or null for the one that it names.</summary>
    public string? Base { get; init; }

    public LocalModelOptions Placement => LocalTarget.Placement(DType, Device) with { Base = Base };

    /// <summary>Gets the run of the target before the attack; its samples are asked again.</summary>
    public required RunFolder Before { get; init; }

    /// <summary>Gets the folder of the attack: its search or tuning, and the run after it.</summary>
    public required string Folder { get; init; }

    /// <summary>Gets a direction to ablate, or null to search for one.</summary>
    public string? Direction { get; init; }

    /// <summary>Gets a file of benign rows to tune on, or null for the embedded ordinary ones.</summary>
    public string? Rows { get; init; }

    /// <summary>Gets where answers stand that <c>prefill</c> begins; none for those of public sets.</summary>
    public IReadOnlyList<string> Answers { get; init; } = [];

    public int Seed { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];
}
