namespace Demur.Data.Preferences;

/// <summary>An answer that a model gave.</summary>
/// <param name="Text">The text.</param>
/// <param name="Truncated">Whether the token limit cut it.</param>
public sealed record SampledAnswer(string Text, bool Truncated);
