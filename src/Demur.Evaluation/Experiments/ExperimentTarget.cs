using System.ComponentModel.DataAnnotations;

namespace Demur.Evaluation.Experiments;

/// <summary>One target of an experiment.</summary>
public sealed record ExperimentTarget
{
    /// <summary>Gets the name.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>Gets what answers, as <c>--target</c> takes it.</summary>
    [Required]
    public string Target { get; init; } = "";

    /// <summary>Gets the address of a remote target, or <see langword="null"/> for the provider's own.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Gets the environment variable that holds the key, or <see langword="null"/> for the provider's usual one.</summary>
    public string? KeyVariable { get; init; }
}
