using Demur.Abstractions;
using MathNet.Numerics;
using MathNet.Numerics.RootFinding;

namespace Demur.Evaluation.Statistics;

/// <summary>Compares the shares of two independent groups.</summary>
public static class TwoProportions
{
    /// <summary>Newcombe's interval of the difference, built from two Wilson intervals.</summary>
    /// <param name="a">Hits and trials of the first group.</param>
    /// <param name="b">Hits and trials of the second group, which is subtracted.</param>
    /// <param name="alpha">One minus the coverage.</param>
    public static Interval Newcombe((int Count, int N) a, (int Count, int N) b, double alpha = 0.05)
    {
        var (pa, pb) = ((double)a.Count / a.N, (double)b.Count / b.N);
        var (ia, ib) = (ProportionIntervals.Wilson(a.Count, a.N, alpha), ProportionIntervals.Wilson(b.Count, b.N, alpha));
        var difference = pa - pb;
        return new Interval(
            difference - Hypotenuse(pa - ia.Low, ib.High - pb),
            difference + Hypotenuse(ia.High - pa, pb - ib.Low));
    }

    /// <summary>The z test with the pooled variance, two-sided.</summary>
    /// <param name="a">Hits and trials of the first group.</param>
    /// <param name="b">Hits and trials of the second group.</param>
    /// <returns>The statistic and its p-value; z 0 and p 1 when nothing varies.</returns>
    public static HypothesisTest ZTest((int Count, int N) a, (int Count, int N) b)
    {
        var pooled = (double)(a.Count + b.Count) / (a.N + b.N);
        var error = Math.Sqrt(pooled * (1 - pooled) * ((1.0 / a.N) + (1.0 / b.N)));
        var z = error == 0 ? 0 : (((double)a.Count / a.N) - ((double)b.Count / b.N)) / error;
        return new HypothesisTest(z, Distributions.NormalTwoSided(z));
    }

    /// <summary>Fisher's exact test, two-sided: the probability of every table no likelier than the observed one.</summary>
    /// <param name="a">Hits and trials of the first group.</param>
    /// <param name="b">Hits and trials of the second group.</param>
    public static double FisherExact((int Count, int N) a, (int Count, int N) b)
    {
        var hits = a.Count + b.Count;
        double Mass(int count) => Math.Exp(
            LogChoose(a.N, count) + LogChoose(b.N, hits - count) - LogChoose(a.N + b.N, hits));

        var limit = Mass(a.Count) * (1 + 1e-9);
        var (first, last) = (Math.Max(0, hits - b.N), Math.Min(a.N, hits));
        return Math.Min(1, Enumerable.Range(first, last - first + 1).Select(Mass).Where(mass => mass <= limit).Sum());
    }

    /// <summary>Computes the group size at which two shares are told apart, by the arcsine effect size.</summary>
    /// <param name="p1">The share in one group.</param>
    /// <param name="p2">The share in the other group; not equal to <paramref name="p1"/>.</param>
    /// <param name="alpha">The two-sided chance of a false alarm.</param>
    /// <param name="power">The chance to see the difference.</param>
    /// <returns>Samples a group, not rounded.</returns>
    public static double SampleSizePerGroup(double p1, double p2, double alpha = 0.05, double power = 0.8)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(p1, p2);
        var effect = Math.Abs(2 * (Math.Asin(Math.Sqrt(p1)) - Math.Asin(Math.Sqrt(p2))));
        var critical = Distributions.NormalQuantile(1 - (alpha / 2));
        double Shortfall(double n)
        {
            var shift = effect * Math.Sqrt(n / 2);
            return Below(shift - critical) + Below(-critical - shift) - power;
        }

        return Brent.FindRoot(Shortfall, 1e-3, 1e9, accuracy: 1e-12, maxIterations: 500);
    }

    private static double Below(double z) => 0.5 * SpecialFunctions.Erfc(-z / Constants.Sqrt2);

    private static double LogChoose(int n, int k) => SpecialFunctions.BinomialLn(n, k);

    private static double Hypotenuse(double a, double b) => Math.Sqrt((a * a) + (b * b));
}
