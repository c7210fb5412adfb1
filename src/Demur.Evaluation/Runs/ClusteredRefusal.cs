using Demur.Abstractions;
using Demur.Evaluation.Statistics;

namespace Demur.Evaluation.Runs;

/// <summary>The share refused of samples that come in clusters, see <see cref="SampleCluster"/>.</summary>
/// <param name="Label">The label of the samples.</param>
/// <param name="Refused">The share and its interval.</param>
public sealed record ClusteredRefusal(SampleLabel Label, ClusteredProportion Refused);
