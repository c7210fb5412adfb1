using Demur.Evaluation.Targets;

namespace Demur.Evaluation.Engine;

/// <summary>One try that gave no answer.</summary>
/// <param name="At">When it was started.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Kind">Why there was no answer.</param>
/// <param name="Error">What happened, on one line.</param>
/// <param name="WaitedSeconds">How long the engine waited before the next try; 0 after the last one.</param>
public sealed record FailedAttempt(DateTimeOffset At, double Seconds, FailureKind Kind, string Error, double WaitedSeconds);
