namespace Demur.Evaluation.Statistics;

/// <summary>Adjusts p-values for having looked more than once.</summary>
public static class MultipleTesting
{
    /// <summary>Bonferroni: every p-value times their count.</summary>
    /// <param name="p">The p-values.</param>
    public static double[] Bonferroni(IReadOnlyList<double> p) => [.. p.Select(value => Math.Min(1, value * p.Count))];

    /// <summary>Holm's step-down: as strict as Bonferroni about any false alarm, never weaker in power.</summary>
    /// <param name="p">The p-values, in any order; the result keeps it.</param>
    public static double[] Holm(IReadOnlyList<double> p)
    {
        var (adjusted, largest) = (new double[p.Count], 0.0);
        foreach (var (rank, index) in Ascending(p).Index())
        {
            largest = Math.Max(largest, Math.Min(1, p[index] * (p.Count - rank)));
            adjusted[index] = largest;
        }

        return adjusted;
    }

    /// <summary>Benjamini and Hochberg's control of the false discovery rate.</summary>
    /// <param name="p">The p-values, in any order; the result keeps it.</param>
    public static double[] BenjaminiHochberg(IReadOnlyList<double> p)
    {
        var (adjusted, smallest) = (new double[p.Count], 1.0);
        foreach (var (fromLast, index) in Ascending(p).Reverse().Index())
        {
            smallest = Math.Min(smallest, p[index] * p.Count / (p.Count - fromLast));
            adjusted[index] = smallest;
        }

        return adjusted;
    }

    private static int[] Ascending(IReadOnlyList<double> p) => [.. Enumerable.Range(0, p.Count).OrderBy(index => p[index])];
}
