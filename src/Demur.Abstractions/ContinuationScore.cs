namespace Demur.Abstractions;

/// <summary>How likely a model finds a text.</summary>
/// <param name="LogProbability">The sum over tokens, in nats.</param>
/// <param name="Tokens">The tokens that were scored.</param>
public readonly record struct ContinuationScore(double LogProbability, int Tokens);
