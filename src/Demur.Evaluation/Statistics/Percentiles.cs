using Demur.Abstractions;

namespace Demur.Evaluation.Statistics;

/// <summary>The 95 % interval of a percentile bootstrap that rounds outwards to draws, so that few draws never make it too narrow.</summary>
internal static class Percentiles
{
    /// <summary>Gives the interval of at least one draw.</summary>
    /// <param name="draws">The draws; sorted in place.</param>
    public static Interval Outward(double[] draws)
    {
        Array.Sort(draws);
        return new Interval(draws[(int)(0.025 * (draws.Length - 1))], draws[(int)Math.Ceiling(0.975 * (draws.Length - 1))]);
    }
}
