namespace Demur.Abstractions;

/// <summary>A response and what people say it did: what judges are trained on and measured against.</summary>
public sealed record LabelledResponse
{
    /// <summary>Gets what was asked.</summary>
    public required string Prompt { get; init; }

    /// <summary>Gets what came back; it may be empty.</summary>
    public required string Response { get; init; }

    /// <summary>Gets the label: full compliance, full refusal or partial refusal.</summary>
    public required Outcome Label { get; init; }

    /// <summary>Gets the set that the label is from, which decides what its people called a refusal.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the model that answered.</summary>
    public required string Model { get; init; }

    /// <summary>Gets the set's own word for what the response did, where it has more words than three.</summary>
    public string? Detail { get; init; }
}
