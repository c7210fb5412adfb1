using Demur.Evaluation.Statistics;

namespace Demur.Cli.Replication;

/// <summary>A share with its counts and its 95 % Wilson interval.</summary>
internal sealed record LedgerRate(int Hits, int N, int Unscored, double? Low, double? High)
{
    public static LedgerRate Of(int hits, int n, int unscored)
    {
        var rate = ProportionIntervals.Rate(hits, n, unscored);
        return new LedgerRate(hits, n, unscored, Round(rate.Interval?.Low), Round(rate.Interval?.High));
    }

    private static double? Round(double? value) => value is { } number ? Math.Round(number, 4) : null;
}
