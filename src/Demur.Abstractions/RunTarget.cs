namespace Demur.Abstractions;

/// <summary>What answered in a run.</summary>
/// <param name="Name">The name that reports show, such as a checkpoint's folder name.</param>
/// <param name="Identity">What makes it itself: the hash of its weights, or the endpoint and model name.</param>
public sealed record RunTarget(string Name, string Identity);
