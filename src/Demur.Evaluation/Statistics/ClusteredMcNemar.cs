namespace Demur.Evaluation.Statistics;

/// <summary>McNemar's exact test for pairs that come in clusters: under the null hypothesis every cluster's net change could as well have the other sign.</summary>
/// <remarks>
/// The distribution over all signs is computed, not drawn. With one pair a cluster it is McNemar's exact test to the last digit.
/// Fisher 1935, "The Design of Experiments" (the sign-flip test); clusters as units as in Bland and Altman 1997.
/// </remarks>
public static class ClusteredMcNemar
{
    /// <summary>The exact two-sided p-value.</summary>
    /// <param name="changes">Each cluster's gains minus its losses.</param>
    /// <returns>1 when nothing changed.</returns>
    public static double TwoSided(IEnumerable<int> changes)
    {
        var (up, down) = Tails(changes);
        return Math.Min(1, 2 * Math.Min(up, down));
    }

    /// <summary>The exact one-sided p-value of a fall: the chance of a sum as low as the observed one.</summary>
    /// <param name="changes">Each cluster's gains minus its losses.</param>
    /// <returns>1 when nothing changed.</returns>
    public static double Fall(IEnumerable<int> changes) => Tails(changes).Down;

    private static (double Up, double Down) Tails(IEnumerable<int> changes)
    {
        int[] nets = [.. changes.Where(change => change != 0)];
        var total = nets.Sum(Math.Abs);

        // mass[s]: the probability that the positive part is s; the sum is then 2 s - total.
        var mass = new double[total + 1];
        mass[0] = 1;
        var reached = 0;
        foreach (var size in nets.Select(Math.Abs))
        {
            reached += size;
            for (var sum = reached; sum >= 0; sum--)
            {
                mass[sum] = (mass[sum] + (sum >= size ? mass[sum - size] : 0)) / 2;
            }
        }

        var observed = nets.Where(net => net > 0).Sum();
        return (mass.Skip(observed).Sum(), mass.Take(observed + 1).Sum());
    }
}
