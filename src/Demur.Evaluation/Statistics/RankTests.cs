namespace Demur.Evaluation.Statistics;

/// <summary>Tests of a shift that look at ranks alone, two-sided.</summary>
public static class RankTests
{
    private const int LargestExact = 50;
    private const int LargestExactWithTies = 13;
    private const int LargestExactGroup = 8;

    /// <summary>Wilcoxon's signed-rank test.</summary>
    /// <param name="a">The first of each pair.</param>
    /// <param name="b">The second of each pair; pairs without a difference are left out.</param>
    /// <param name="exact">Whether to 50 pairs without ties (13 with) the exact distribution is used in place of the normal approximation.</param>
    /// <returns>The smaller rank sum and its p-value.</returns>
    public static HypothesisTest Wilcoxon(IReadOnlyList<double> a, IReadOnlyList<double> b, bool exact = true)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(b.Count, a.Count);
        var differences = a.Zip(b, (x, y) => x - y).Where(difference => difference != 0).ToArray();
        var n = differences.Length;
        if (n == 0)
        {
            return new HypothesisTest(0, 1);
        }

        var sizes = differences.Select(Math.Abs).ToArray();
        var ranks = Ranks.Of(sizes);
        var positive = ranks.Where((_, index) => differences[index] > 0).Sum();
        var total = n * (n + 1) / 2.0;
        var ties = Ranks.Ties(sizes);
        var small = n <= (ties.Length == 0 ? LargestExact : LargestExactWithTies);
        var p = exact && small
            ? ExactSignedRank(ranks, positive)
            : Distributions.NormalTwoSided((positive - (total / 2)) / Math.Sqrt(((2 * total * ((2 * n) + 1)) - (ties.Sum(t => (t * t * t) - t) / 2)) / 24));
        return new HypothesisTest(Math.Min(positive, total - positive), p);
    }

    /// <summary>The test of Mann and Whitney; exact when a group has at most 8 values and none are tied.</summary>
    /// <param name="a">The first group, whose U is returned.</param>
    /// <param name="b">The second group.</param>
    public static HypothesisTest MannWhitney(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        var (na, nb) = (a.Count, b.Count);
        double[] all = [.. a, .. b];
        var ranks = Ranks.Of(all);
        var u = ranks.Take(na).Sum() - (na * (na + 1) / 2.0);
        var larger = Math.Max(u, ((double)na * nb) - u);
        var ties = Ranks.Ties(all);
        if (ties.Length == 0 && Math.Min(na, nb) <= LargestExactGroup)
        {
            return new HypothesisTest(u, Math.Min(1, 2 * UpperTail(na, nb, larger)));
        }

        double n = na + nb;
        var deviation = Math.Sqrt(na * nb / 12.0 * (n + 1 - (ties.Sum(t => (t * t * t) - t) / (n * (n - 1)))));
        var z = (larger - (na * nb / 2.0) - 0.5) / deviation;
        return new HypothesisTest(u, Math.Min(1, z < 0 ? 2 - Distributions.NormalTwoSided(z) : Distributions.NormalTwoSided(z)));
    }

    // The distribution of the positive rank sum over all signs; doubled ranks are whole numbers even with ties.
    private static double ExactSignedRank(double[] ranks, double positive)
    {
        var doubled = ranks.Select(rank => (int)Math.Round(2 * rank)).ToArray();
        var mass = new double[doubled.Sum() + 1];
        mass[0] = 1;
        foreach (var rank in doubled)
        {
            for (var sum = mass.Length - 1; sum >= 0; sum--)
            {
                mass[sum] = (mass[sum] + (sum >= rank ? mass[sum - rank] : 0)) / 2;
            }
        }

        var observed = (int)Math.Round(2 * positive);
        return Math.Min(1, 2 * Math.Min(mass.Take(observed + 1).Sum(), mass.Skip(observed).Sum()));
    }

    private static double UpperTail(int na, int nb, double u)
    {
        // counts[i][s]: ways to pick i of the values seen so far with rank sum s.
        var most = na * (na + nb);
        var counts = Enumerable.Range(0, na + 1).Select(_ => new double[most + 1]).ToArray();
        counts[0][0] = 1;
        for (var rank = 1; rank <= na + nb; rank++)
        {
            for (var picked = Math.Min(rank, na); picked >= 1; picked--)
            {
                for (var sum = most; sum >= rank; sum--)
                {
                    counts[picked][sum] += counts[picked - 1][sum - rank];
                }
            }
        }

        var least = (int)Math.Round(u) + (na * (na + 1) / 2);
        return counts[na].Skip(least).Sum() / counts[na].Sum();
    }
}
