using Demur.Abstractions;

namespace Demur.Evaluation.Runs;

/// <summary>Says which samples stand and fall together, so that an interval counts them as one draw.</summary>
public static class SampleCluster
{
    /// <summary>Gets the cluster of a sample: its document where tasks share one, else the pair of twins it belongs to, else what its repetitions share.</summary>
    /// <param name="sample">The sample.</param>
    public static string Of(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return sample.Document ?? sample.Pair ?? SuiteEpochs.BaseId(sample.Id);
    }
}
