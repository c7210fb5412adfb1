using Demur.Models;

namespace Demur.Training.Trainers;

/// <summary>A figure that is measured on the model while it is trained.</summary>
/// <param name="Samples">The ids of what it is measured on, which with the rows tell one run from another.</param>
/// <param name="Measure">Measures; larger is better. It must not change the model.</param>
public sealed record HeldOutFigure(IReadOnlyList<string> Samples, Func<LocalModel, double> Measure);
