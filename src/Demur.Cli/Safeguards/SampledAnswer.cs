namespace Demur.Cli.Safeguards;

/// <summary>An answer as it is kept while others are drawn.</summary>
/// <param name="Text">The answer.</param>
/// <param name="Truncated">Whether the limit of tokens cut it.</param>
internal sealed record SampledAnswer(string Text, bool Truncated);
