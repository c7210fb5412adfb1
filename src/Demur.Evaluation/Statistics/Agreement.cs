namespace Demur.Evaluation.Statistics;

/// <summary>How far raters agree beyond chance.</summary>
public static class Agreement
{
    /// <summary>Cohen's kappa of two raters.</summary>
    /// <param name="a">The first rater's classes, from 0.</param>
    /// <param name="b">The second rater's classes.</param>
    /// <param name="weights">What a disagreement costs.</param>
    /// <returns>1 for perfect agreement, 0 for chance; NaN when chance alone would agree perfectly.</returns>
    public static double Cohen(IReadOnlyList<int> a, IReadOnlyList<int> b, KappaWeights weights = KappaWeights.None)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(b.Count, a.Count);
        int[] classes = [.. a.Concat(b).Distinct().Order()];
        double n = a.Count;
        double observed = 0, expected = 0;
        for (var i = 0; i < classes.Length; i++)
        {
            var inA = a.Count(value => value == classes[i]);
            for (var j = 0; j < classes.Length; j++)
            {
                var cost = Cost(i, j, weights);
                observed += cost * a.Zip(b).Count(pair => pair.First == classes[i] && pair.Second == classes[j]) / n;
                expected += cost * inA * b.Count(value => value == classes[j]) / (n * n);
            }
        }

        return 1 - (observed / expected);
    }

    /// <summary>Fleiss' kappa of any number of raters.</summary>
    /// <param name="raters">One list of classes a rater, all of one length.</param>
    public static double Fleiss(IReadOnlyList<IReadOnlyList<int>> raters)
    {
        var (units, k) = (raters[0].Count, (double)raters.Count);
        int[] classes = [.. raters.SelectMany(rater => rater).Distinct()];
        var counts = Enumerable.Range(0, units)
            .Select(unit => classes.Select(value => (double)raters.Count(rater => rater[unit] == value)).ToArray())
            .ToArray();
        var observed = counts.Average(row => (row.Sum(count => count * count) - k) / (k * (k - 1)));
        var expected = Enumerable.Range(0, classes.Length)
            .Select(index => counts.Sum(row => row[index]) / (units * k))
            .Sum(share => share * share);
        return (observed - expected) / (1 - expected);
    }

    /// <summary>Krippendorff's alpha for classes without order, nothing missing.</summary>
    /// <param name="raters">One list of classes a rater, all of one length.</param>
    public static double KrippendorffNominal(IReadOnlyList<IReadOnlyList<int>> raters)
    {
        var (units, k) = (raters[0].Count, raters.Count);
        double total = units * k;
        var marginals = raters.SelectMany(rater => rater).GroupBy(value => value).Select(group => (double)group.Count()).ToArray();
        var disagreeing = Enumerable.Range(0, units).Sum(unit =>
        {
            var counts = raters.GroupBy(rater => rater[unit]).Select(group => (double)group.Count()).ToArray();
            return ((k * (double)k) - counts.Sum(count => count * count)) / (k - 1);
        });
        var expected = ((total * total) - marginals.Sum(count => count * count)) / (total - 1);
        return 1 - (disagreeing / expected);
    }

    /// <summary>Matthews' correlation of two yes/no raters.</summary>
    /// <param name="a">The first rater.</param>
    /// <param name="b">The second rater.</param>
    /// <returns>0 when a rater gives one answer only.</returns>
    public static double Matthews(IReadOnlyList<bool> a, IReadOnlyList<bool> b)
    {
        var confusion = BinaryConfusion.Of(a, b);
        var scale = Math.Sqrt(
            (double)(confusion.TruePositive + confusion.FalsePositive) * (confusion.TruePositive + confusion.FalseNegative)
            * (confusion.TrueNegative + confusion.FalsePositive) * (confusion.TrueNegative + confusion.FalseNegative));
        return scale == 0
            ? 0
            : (((double)confusion.TruePositive * confusion.TrueNegative) - ((double)confusion.FalsePositive * confusion.FalseNegative)) / scale;
    }

    private static double Cost(int i, int j, KappaWeights weights) => weights switch
    {
        KappaWeights.Linear => Math.Abs(i - j),
        KappaWeights.Quadratic => (i - j) * (i - j),
        _ => i == j ? 0 : 1,
    };
}
