using Demur.Abstractions;

namespace Demur.Cli.Replication.Tables;

/// <summary>A ledger's lines, asked by arm and suite.</summary>
/// <param name="lines">All lines of one claim.</param>
internal sealed class ClaimLines(IReadOnlyList<LedgerLine> lines)
{
    public IReadOnlyList<LedgerLine> All => lines;

    /// <summary>Gets the untouched model's line, or none.</summary>
    public LedgerLine[] Untouched => Of(ReplicationCell.Untouched, 0);

    /// <summary>Gets an arm's lines, one a seed that is done.</summary>
    public LedgerLine[] Of(string arm, int budget) => [.. lines.Where(line => line.Arm == arm && line.Budget == budget).OrderBy(line => line.Seed)];

    /// <summary>Gathers what an arm did on suites of one label.</summary>
    public SlicePool Pool(string arm, int budget, SampleLabel label, params string[] suites) => SlicePool.Of(Of(arm, budget), slice => slice.Label == label && suites.Contains(slice.Suite));

    /// <summary>Gives how much more often one arm has a hit than another, or <see langword="null"/> where one of them is not done.</summary>
    public PooledDifference? Minus((string Arm, int Budget) first, (string Arm, int Budget) second, (SampleLabel Label, Func<char, bool> Hit) what, params string[] suites) =>
        Of(first.Arm, first.Budget) is [] || Of(second.Arm, second.Budget) is []
            ? null
            : Pool(first.Arm, first.Budget, what.Label, suites).Minus(Pool(second.Arm, second.Budget, what.Label, suites), what.Hit);

    /// <summary>Writes the mean over seeds of a mean, with the standard error over samples.</summary>
    public string Mean(string arm, int budget, string name, string suite)
    {
        LedgerMean[] means = [.. Of(arm, budget).SelectMany(line => line.Means).Where(mean => mean.Name == name && mean.Suite == suite)];
        return means is [] ? TableText.Nothing : TableText.Text($"{means.Average(mean => mean.Mean):F2} ± {means.Average(mean => mean.StandardError):F2}");
    }
}
