using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Demur.Evaluation.Statistics;

/// <summary>Quantiles and tail probabilities that the tests and intervals stand on.</summary>
public static class Distributions
{
    /// <summary>Gets the quantile of the standard normal distribution.</summary>
    /// <param name="probability">In (0, 1).</param>
    public static double NormalQuantile(double probability) => Normal.InvCDF(0, 1, probability);

    /// <summary>Gets the probability that a standard normal variable is farther from 0 than <paramref name="z"/>, on both sides.</summary>
    /// <param name="z">The statistic.</param>
    public static double NormalTwoSided(double z) => SpecialFunctions.Erfc(Math.Abs(z) / Constants.Sqrt2);

    /// <summary>Gets the quantile of Student's t distribution.</summary>
    /// <param name="probability">In (0, 1).</param>
    /// <param name="degreesOfFreedom">Above 0.</param>
    public static double StudentQuantile(double probability, double degreesOfFreedom) =>
        StudentT.InvCDF(0, 1, degreesOfFreedom, probability);

    /// <summary>Gets the probability that a t variable is farther from 0 than <paramref name="t"/>, on both sides.</summary>
    /// <param name="t">The statistic.</param>
    /// <param name="degreesOfFreedom">Above 0.</param>
    public static double StudentTwoSided(double t, double degreesOfFreedom) =>
        SpecialFunctions.BetaRegularized(degreesOfFreedom / 2, 0.5, degreesOfFreedom / (degreesOfFreedom + (t * t)));

    /// <summary>Gets the quantile of the beta distribution.</summary>
    /// <param name="probability">In (0, 1).</param>
    /// <param name="a">The first shape, above 0.</param>
    /// <param name="b">The second shape, above 0.</param>
    public static double BetaQuantile(double probability, double a, double b)
    {
        // Bisection keeps the relative accuracy near 0 that a root finder with an absolute tolerance loses.
        var (low, high) = (0.0, 1.0);
        for (var step = 0; step < 1100 && low < high; step++)
        {
            var middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
            {
                break;
            }

            if (SpecialFunctions.BetaRegularized(a, b, middle) < probability)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return high;
    }

    /// <summary>Gets the probability that a chi-squared variable is above a value.</summary>
    /// <param name="value">At least 0.</param>
    /// <param name="degreesOfFreedom">Above 0.</param>
    public static double ChiSquaredSurvival(double value, double degreesOfFreedom) =>
        value <= 0 ? 1 : SpecialFunctions.GammaUpperRegularized(degreesOfFreedom / 2, value / 2);

    /// <summary>Gets the exact two-sided binomial p-value: the probability of every count no likelier than the observed one.</summary>
    /// <param name="count">The hits.</param>
    /// <param name="n">The trials.</param>
    /// <param name="probability">The chance of a hit under the null hypothesis.</param>
    public static double BinomialTwoSided(int count, int n, double probability = 0.5)
    {
        var binomial = new Binomial(probability, n);
        var limit = binomial.Probability(count) * (1 + 1e-7);
        return Math.Min(1, Enumerable.Range(0, n + 1).Select(binomial.Probability).Where(mass => mass <= limit).Sum());
    }
}
