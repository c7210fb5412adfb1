namespace Demur.Evaluation.Targets;

/// <summary>Where a remote target answers and as what.</summary>
public sealed record HttpTargetOptions
{
    /// <summary>Gets the address that the routes are added to, such as <c>https://api.openai.com/v1</c>.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>Gets the model's name at the provider.</summary>
    public required string Model { get; init; }

    /// <summary>Gets the key, or <see langword="null"/> for a server that wants none. It is never written anywhere.</summary>
    public string? ApiKey { get; init; }
}
