namespace Demur.Cli.Targets;

/// <summary>How a target is reached or loaded.</summary>
internal sealed record TargetSettings
{
    public string DType { get; init; } = "auto";

    public string Device { get; init; } = "cpu";

    /// <summary>Gets the system prompt; null leaves a chat template's default, empty is none at all.</summary>
    public string? System { get; init; }

    /// <summary>Gets the base of an adapter, or null for the one that it names.</summary>
    public string? Base { get; init; }

    /// <summary>Gets the factor on an adapter's change, or null for the calibration's or the adapter as trained.</summary>
    public double? LoraScale { get; init; }

    /// <summary>Gets the file that <c>demur calibrate</c> wrote, or null.</summary>
    public string? Calibration { get; init; }

    /// <summary>Gets what acts on the model while it answers.</summary>
    public InterventionSettings Interventions { get; init; } = new();

    /// <summary>Gets the address of a remote target, or null for the provider's own.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Gets the environment variable that holds the key, or null for the provider's usual one.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>Gets the name in tables, or null for the target's own.</summary>
    public string? Name { get; init; }
}
