using Demur.Abstractions;
using Demur.Evaluation.Statistics;

namespace Demur.Evaluation.Runs;

/// <summary>The noise of one rate.</summary>
/// <param name="Suite">The suite's name.</param>
/// <param name="Label">The label of the samples, or <see langword="null"/> for an ability suite.</param>
/// <param name="Metric">What is counted.</param>
/// <param name="Samples">The samples.</param>
/// <param name="Noise">The noise.</param>
public sealed record NoiseFloorRow(string Suite, SampleLabel? Label, ComparisonMetric Metric, int Samples, NoiseFloor Noise);
