namespace Demur.Evaluation.Statistics;

/// <summary>How far stated probabilities are from what happens, and two ways to mend them.</summary>
public static class Calibration
{
    /// <summary>The mean squared error of the probabilities.</summary>
    /// <param name="labels">The truth, one a case.</param>
    /// <param name="probabilities">The stated chance of yes.</param>
    public static double Brier(IReadOnlyList<bool> labels, IReadOnlyList<double> probabilities) =>
        labels.Zip(probabilities, (label, p) => Math.Pow(p - (label ? 1 : 0), 2)).Average();

    /// <summary>The mean negative log-likelihood in nats; probabilities are kept a rounding step away from 0 and 1.</summary>
    /// <param name="labels">The truth, one a case.</param>
    /// <param name="probabilities">The stated chance of yes.</param>
    public static double LogLoss(IReadOnlyList<bool> labels, IReadOnlyList<double> probabilities)
    {
        const double edge = 2.220446049250313e-16;
        return labels.Zip(probabilities, (label, p) => -Math.Log(Math.Clamp(label ? p : 1 - p, edge, 1 - edge))).Average();
    }

    /// <summary>Expected calibration error over bins of equal width; the last bin holds its upper edge.</summary>
    /// <param name="labels">The truth, one a case.</param>
    /// <param name="probabilities">The stated chance of yes.</param>
    /// <param name="bins">The bins over [0, 1].</param>
    public static double ExpectedError(IReadOnlyList<bool> labels, IReadOnlyList<double> probabilities, int bins = 10) =>
        labels.Zip(probabilities)
            .GroupBy(pair => Math.Min(bins - 1, (int)Math.Floor(pair.Second * bins)))
            .Sum(bin => Math.Abs(bin.Sum(pair => pair.Second - (pair.First ? 1 : 0)))) / labels.Count;

    /// <summary>Fits the logistic curve sigmoid(slope * score + intercept) by maximum likelihood, without regularisation.</summary>
    /// <param name="labels">The truth, one a case; both values must occur and overlap in score.</param>
    /// <param name="scores">The scores.</param>
    public static (double Slope, double Intercept) Platt(IReadOnlyList<bool> labels, IReadOnlyList<double> scores)
    {
        double slope = 0, intercept = 0;
        for (var step = 0; step < 100; step++)
        {
            double gs = 0, gi = 0, hss = 0, hsi = 0, hii = 0;
            for (var i = 0; i < labels.Count; i++)
            {
                var p = 1 / (1 + Math.Exp(-((slope * scores[i]) + intercept)));
                var (error, weight) = ((labels[i] ? 1 : 0) - p, p * (1 - p));
                gs += error * scores[i];
                gi += error;
                hss += weight * scores[i] * scores[i];
                hsi += weight * scores[i];
                hii += weight;
            }

            var determinant = (hss * hii) - (hsi * hsi);
            var (ds, di) = (((gs * hii) - (gi * hsi)) / determinant, ((gi * hss) - (gs * hsi)) / determinant);
            slope += ds;
            intercept += di;
            if (Math.Abs(ds) + Math.Abs(di) < 1e-13)
            {
                break;
            }
        }

        return (slope, intercept);
    }
}
