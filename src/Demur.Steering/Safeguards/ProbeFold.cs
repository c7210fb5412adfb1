namespace Demur.Steering.Safeguards;

/// <summary>How a probe that was fitted on the other folds does on one.</summary>
/// <param name="Loss">Its mean cross-entropy there, in nats.</param>
/// <param name="Accuracy">The share on the right side of one half.</param>
/// <param name="Steps">The steps that it was fitted for.</param>
public sealed record ProbeFold(double Loss, double Accuracy, int Steps);
