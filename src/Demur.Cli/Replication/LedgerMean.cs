namespace Demur.Cli.Replication;

/// <summary>A mean over samples, with the spread behind it.</summary>
/// <param name="Name">What is averaged, such as <c>reward</c>.</param>
/// <param name="Suite">The suite it is over.</param>
/// <param name="N">The samples.</param>
/// <param name="Mean">The mean.</param>
/// <param name="StandardError">The standard deviation over the root of <paramref name="N"/>.</param>
internal sealed record LedgerMean(string Name, string Suite, int N, double Mean, double StandardError)
{
    /// <summary>Averages values.</summary>
    public static LedgerMean Of(string name, string suite, IReadOnlyList<double> values)
    {
        var mean = values.Average();
        var variance = values.Count < 2 ? 0 : values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
        return new LedgerMean(name, suite, values.Count, Math.Round(mean, 5), Math.Round(Math.Sqrt(variance / values.Count), 5));
    }
}
