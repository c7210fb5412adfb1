using Demur.Abstractions;

namespace Demur.Evaluation.Runs;

/// <summary>One line of a run's samples.</summary>
/// <param name="Suite">The suite's name.</param>
/// <param name="Sample">The sample.</param>
internal sealed record StoredSample(string Suite, Sample Sample);
