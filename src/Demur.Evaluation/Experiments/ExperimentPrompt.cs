using System.ComponentModel.DataAnnotations;

namespace Demur.Evaluation.Experiments;

/// <summary>One prompt of an experiment.</summary>
public sealed record ExperimentPrompt
{
    /// <summary>Gets the name.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>Gets the system prompt: a text, empty for none, or <see langword="null"/> for what the target's template puts in.</summary>
    public string? System { get; init; }

    /// <summary>Gets the beginning of the answer that the target is given, or <see langword="null"/> for none.</summary>
    public string? Prefill { get; init; }
}
