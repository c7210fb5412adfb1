namespace Demur.Steering.Safeguards;

/// <summary>What the training of a safeguard came to.</summary>
public sealed record SafeguardResult
{
    /// <summary>Gets the method.</summary>
    public required SafeguardMethod Method { get; init; }

    /// <summary>Gets the sampled answers to harmful queries.</summary>
    public required SafeguardCounts Harmful { get; init; }

    /// <summary>Gets the sampled answers to harmless queries.</summary>
    public required SafeguardCounts Harmless { get; init; }

    /// <summary>Gets why nothing was trained; null where something was.</summary>
    public string? Inconclusive { get; init; }

    /// <summary>Gets the share of the states' variance that the anchor's dimensions hold.</summary>
    public double? Explained { get; init; }

    /// <summary>Gets the probe of refusal: above 0 the model would answer.</summary>
    public LinearProbe? Refusal { get; init; }

    /// <summary>Gets the probe of harmfulness: above 0 the query is harmless.</summary>
    public LinearProbe? Harmfulness { get; init; }

    /// <summary>Gets the vectors of the soft prompt.</summary>
    public int? Tokens { get; init; }

    /// <summary>Gets the first step.</summary>
    public SafeguardStep? First { get; init; }

    /// <summary>Gets the last step.</summary>
    public SafeguardStep? Last { get; init; }
}
