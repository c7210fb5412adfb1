using Demur.Abstractions;

namespace Demur.Evaluation.Statistics;

/// <summary>Percentile intervals by drawing samples again, pairs kept together.</summary>
public static class PairedBootstrap
{
    /// <summary>The number of redraws that comparisons use.</summary>
    public const int DefaultResamples = 5000;

    /// <summary>Gets the interval of the mean of paired differences.</summary>
    /// <param name="differences">Second minus first, one a pair; at least one.</param>
    /// <param name="seed">Seeds the redraws.</param>
    /// <param name="resamples">How often to draw.</param>
    /// <param name="alpha">One minus the coverage.</param>
    public static Interval MeanDifference(
        IReadOnlyList<double> differences, int seed, int resamples = DefaultResamples, double alpha = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfZero(differences.Count);
        return RatioOfSums(differences, [.. differences.Select(_ => 1.0)], seed, resamples, alpha);
    }

    /// <summary>Gets the interval of a ratio of sums, such as nats a token over texts.</summary>
    /// <param name="numerators">One a unit.</param>
    /// <param name="denominators">One a unit, positive.</param>
    /// <param name="seed">Seeds the redraws.</param>
    /// <param name="resamples">How often to draw.</param>
    /// <param name="alpha">One minus the coverage.</param>
    public static Interval RatioOfSums(
        IReadOnlyList<double> numerators, IReadOnlyList<double> denominators, int seed, int resamples = DefaultResamples, double alpha = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(denominators.Count, numerators.Count);
        var random = new Random(seed);
        var draws = new double[resamples];
        for (var draw = 0; draw < resamples; draw++)
        {
            var (above, below) = (0.0, 0.0);
            for (var i = 0; i < numerators.Count; i++)
            {
                var unit = random.Next(numerators.Count);
                above += numerators[unit];
                below += denominators[unit];
            }

            draws[draw] = above / below;
        }

        Array.Sort(draws);
        return new Interval(Quantile(draws, alpha / 2), Quantile(draws, 1 - (alpha / 2)));
    }

    private static double Quantile(double[] sorted, double probability)
    {
        var position = probability * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
