namespace Demur.Data.Own;

/// <summary>An everyday harmless request.</summary>
public sealed record OrdinaryPrompt
{
    /// <summary>Gets the id.</summary>
    public required string Id { get; init; }

    /// <summary>Gets what it may be used for.</summary>
    public required ContentSplit Split { get; init; }

    /// <summary>Gets the request.</summary>
    public required string Prompt { get; init; }

    /// <summary>Gets what it is about.</summary>
    public required string Topic { get; init; }
}
