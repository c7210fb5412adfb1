namespace Demur.Abstractions;

/// <summary>What a target gave back for one sample.</summary>
public sealed record SampleResponse
{
    /// <summary>Gets the text, or <see langword="null"/> when there was an error.</summary>
    public string? Text { get; init; }

    /// <summary>Gets whether the answer was cut by the token limit.</summary>
    public bool Truncated { get; init; }

    /// <summary>Gets whether the provider blocked the request or the answer.</summary>
    public bool Blocked { get; init; }

    /// <summary>Gets the error after the last attempt, or <see langword="null"/>.</summary>
    public string? Error { get; init; }
}
