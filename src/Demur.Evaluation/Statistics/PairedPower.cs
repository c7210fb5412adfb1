using MathNet.Numerics.Distributions;

namespace Demur.Evaluation.Statistics;

/// <summary>How surely a paired comparison finds a change, and how many pairs that takes.</summary>
/// <remarks>Exact: over the number of pairs that disagree and over how they fall, by McNemar's exact test.</remarks>
public static class PairedPower
{
    private const int MostPairs = 1_000_000;
    private const double Negligible = 1e-12;

    /// <summary>Computes the chance that a change is found.</summary>
    /// <param name="pairs">The independent pairs.</param>
    /// <param name="change">The share of pairs that the change nets, such as .05; its sign does not matter.</param>
    /// <param name="discordant">The share of pairs that disagree, at least <paramref name="change"/>.</param>
    /// <param name="alpha">The chance of a false alarm.</param>
    /// <param name="oneSided">Whether changes in one direction alone are looked for, as a gate does.</param>
    public static double Of(int pairs, double change, double discordant, double alpha = 0.05, bool oneSided = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pairs, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(Math.Abs(change) is > 0 and <= 1 && discordant <= 1 && Math.Abs(change) <= discordant, true, nameof(change));
        var loss = ((discordant + Math.Abs(change)) / 2) / discordant;
        var count = new Binomial(discordant, pairs);
        var power = 0.0;
        var mean = pairs * discordant;
        var spread = 8 * Math.Sqrt((mean * (1 - discordant)) + 1);
        for (var disagreeing = Math.Max(0, (int)(mean - spread)); disagreeing <= Math.Min(pairs, (int)(mean + spread) + 1); disagreeing++)
        {
            var chance = count.Probability(disagreeing);
            if (chance > Negligible)
            {
                power += chance * Found(disagreeing, loss, alpha, oneSided);
            }
        }

        return power;
    }

    /// <summary>Computes the fewest pairs at which a change is found with the power asked for.</summary>
    /// <param name="change">The share of pairs that the change nets.</param>
    /// <param name="discordant">The share of pairs that disagree.</param>
    /// <param name="power">The chance to find it, in (0, 1).</param>
    /// <param name="alpha">The chance of a false alarm.</param>
    /// <param name="oneSided">Whether changes in one direction alone are looked for.</param>
    /// <returns>The pairs, or <see langword="null"/> when a million are too few.</returns>
    public static int? Pairs(double change, double discordant, double power, double alpha = 0.05, bool oneSided = false)
    {
        // Connor 1987: what the normal approximation says is near enough to tell the hopeless and to begin with.
        var (a, b) = (Distributions.NormalQuantile(1 - (oneSided ? alpha : alpha / 2)), Distributions.NormalQuantile(power));
        var near = Math.Pow((a * Math.Sqrt(discordant)) + (b * Math.Sqrt(Math.Max(0, discordant - (change * change)))), 2) / (change * change);
        if (near > MostPairs)
        {
            return null;
        }

        var (low, high) = (1, Math.Max(4, (int)(near * 0.8)));
        while (Of(high, change, discordant, alpha, oneSided) < power)
        {
            (low, high) = (high, high * 2);
            if (high > MostPairs)
            {
                return null;
            }
        }

        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = Of(middle, change, discordant, alpha, oneSided) < power ? (middle, high) : (low, middle);
        }

        return high;
    }

    private static double Found(int disagreeing, double loss, double alpha, bool oneSided)
    {
        // The most gains at which the test still speaks: McNemar's p grows with them, so they are found by halving.
        var tail = oneSided ? alpha : alpha / 2;
        var (gains, silent) = (-1, (disagreeing / 2) + 1);
        while (silent - gains > 1)
        {
            var middle = (gains + silent) / 2;
            (gains, silent) = Binomial.CDF(0.5, disagreeing, middle) <= tail ? (middle, silent) : (gains, middle);
        }

        return gains < 0 ? 0 : Binomial.CDF(1 - loss, disagreeing, gains);
    }
}
