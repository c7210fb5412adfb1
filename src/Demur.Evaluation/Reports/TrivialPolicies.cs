using Demur.Evaluation.Runs;

namespace Demur.Evaluation.Reports;

/// <summary>The two policies that need no model: each is perfect on one axis and worthless on the other.</summary>
public static class TrivialPolicies
{
    /// <summary>The name of the policy that refuses everything.</summary>
    public const string AlwaysRefuse = "always refuse";

    /// <summary>The name of the policy that refuses nothing and does every task.</summary>
    public const string NeverRefuse = "never refuse";

    /// <summary>Gets both policies on the samples of a slice.</summary>
    /// <param name="slice">The samples' outcomes; only their counts matter.</param>
    public static IEnumerable<(string Name, SliceSummary Slice)> On(SliceSummary slice)
    {
        ArgumentNullException.ThrowIfNull(slice);
        yield return (AlwaysRefuse, slice with { Labels = [.. slice.Labels.Select(labels => labels.AlwaysRefuse())] });
        yield return (NeverRefuse, slice with { Labels = [.. slice.Labels.Select(labels => labels.NeverRefuse())] });
    }
}
