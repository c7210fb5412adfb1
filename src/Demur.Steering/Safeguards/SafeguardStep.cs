namespace Demur.Steering.Safeguards;

/// <summary>One step of training.</summary>
/// <param name="Step">The step from 1.</param>
/// <param name="Loss">The loss that was minimised, in nats.</param>
/// <param name="Parts">Its parts by name, before their weights.</param>
/// <param name="GradientNorm">The gradient's norm before it was cut.</param>
public sealed record SafeguardStep(int Step, double Loss, IReadOnlyDictionary<string, double> Parts, double GradientNorm);
