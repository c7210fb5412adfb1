using Demur.Abstractions;

namespace Demur.Evaluation.Judges;

/// <summary>A rate as a judge counted it and as it would be counted by people.</summary>
/// <param name="Observed">The share that the judge counted.</param>
/// <param name="Corrected">The share after correction, within [0, 1].</param>
/// <param name="Interval">Its 95 % interval, which knows that sensitivity and specificity are estimates too.</param>
public sealed record CorrectedRate(double Observed, double Corrected, Interval Interval)
{
    private const double Z = 1.959963984540054;

    /// <summary>Corrects a rate for a judge's misses and false alarms: Rogan and Gladen 1978, with the interval of Lang and Reiczigel 2014.</summary>
    /// <param name="hits">The responses that the judge counted.</param>
    /// <param name="of">The responses it judged, at least 1.</param>
    /// <param name="judge">The judge's agreement with people on that class.</param>
    /// <exception cref="DemurException">The labels lack the class or its contrary, or the judge is no better than chance.</exception>
    public static CorrectedRate Of(int hits, int of, ClassAgreement judge)
    {
        ArgumentNullException.ThrowIfNull(judge);
        ArgumentOutOfRangeException.ThrowIfLessThan(of, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, of);
        var (yes, no) = (judge.TruePositive + judge.FalseNegative, judge.TrueNegative + judge.FalsePositive);
        if (yes == 0 || no == 0)
        {
            throw new DemurException($"The labels hold {yes} rows of {judge.Class} and {no} of the rest; correcting a rate needs both. Label more responses.");
        }

        var (sensitivity, specificity) = ((double)judge.TruePositive / yes, (double)judge.TrueNegative / no);
        if (sensitivity + specificity <= 1)
        {
            throw new DemurException($"On {judge.Class} the judge's sensitivity {sensitivity:F3} and specificity {specificity:F3} are no better than chance, so that nothing can be corrected. Choose another judge.");
        }

        var observed = (double)hits / of;
        var corrected = Math.Clamp((observed + specificity - 1) / (sensitivity + specificity - 1), 0, 1);
        return new CorrectedRate(observed, corrected, Bounds(hits, of, (sensitivity, yes), (specificity, no)));
    }

    // Lang and Reiczigel 2014, section 2: each proportion is moved towards one half before the delta method is used.
    private static Interval Bounds(int hits, int of, (double Share, int Rows) sensitivity, (double Share, int Rows) specificity)
    {
        var (n, p) = (of + (Z * Z), (hits + (Z * Z / 2)) / (of + (Z * Z)));
        var (nSe, se) = (sensitivity.Rows + 2.0, ((sensitivity.Rows * sensitivity.Share) + 1) / (sensitivity.Rows + 2));
        var (nSp, sp) = (specificity.Rows + 2.0, ((specificity.Rows * specificity.Share) + 1) / (specificity.Rows + 2));
        var youden = se + sp - 1;
        var centre = (p + sp - 1) / youden;
        var shift = 2 * Z * Z * ((centre * se * (1 - se) / nSe) - ((1 - centre) * sp * (1 - sp) / nSp));
        var half = Z / youden * Math.Sqrt((p * (1 - p) / n) + (centre * centre * se * (1 - se) / nSe) + ((1 - centre) * (1 - centre) * sp * (1 - sp) / nSp));

        // Fewer hits than the judge's own false alarms would make put the middle below 0 and the whole interval with it; moved to the
        // border it keeps its half width, and says no more than the counts do. It only ever grows by this.
        var middle = Math.Clamp(centre + shift, 0, 1);
        return new Interval(Math.Clamp(middle - half, 0, 1), Math.Clamp(middle + half, 0, 1));
    }
}
