using Demur.Abstractions;

namespace Demur.Evaluation.Runs;

/// <summary>How well a target predicts ordinary text.</summary>
/// <param name="NatsPerToken">The mean over all tokens.</param>
/// <param name="Interval">The 95 % bootstrap interval over texts.</param>
/// <param name="Texts">The texts read.</param>
/// <param name="Tokens">The tokens read.</param>
/// <param name="Unscored">The texts that could not be read.</param>
public sealed record CrossEntropySummary(double NatsPerToken, Interval Interval, int Texts, int Tokens, int Unscored);
