namespace Demur.Evaluation.Tasks;

/// <summary>Whether a response did its task, by a rule and not by taste.</summary>
/// <param name="Passed">Whether the rule holds.</param>
/// <param name="Reason">What the rule measured.</param>
public readonly record struct TaskCheckResult(bool Passed, string Reason);
