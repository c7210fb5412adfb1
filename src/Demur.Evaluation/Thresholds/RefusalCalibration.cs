using Demur.Abstractions;
using Demur.Evaluation.Statistics;

namespace Demur.Evaluation.Thresholds;

/// <summary>Chooses how strong an adapter acts and when an inclination to refuse becomes a refusal, for a bound on false refusal.</summary>
public static class RefusalCalibration
{
    /// <summary>Takes the scale and threshold that refuse most harmful samples while the false refusal rate stays within the bound.</summary>
    /// <remarks>Among equals the lower false refusal rate, then the scale nearest 1, then the higher threshold.</remarks>
    /// <param name="scales">For each scale the validation samples.</param>
    /// <param name="bound">The largest false refusal rate, in [0, 1].</param>
    /// <exception cref="DemurException">A kind of sample is missing, or no scale stays within the bound even without a threshold.</exception>
    public static CalibrationChoice Choose(IReadOnlyDictionary<double, IReadOnlyList<CalibrationSample>> scales, double bound)
    {
        var choices = scales.SelectMany(scale => Thresholds(scale.Value).Select(threshold => Measure(scale.Key, threshold, scale.Value))).ToArray();
        if (choices.Length == 0 || choices[0].RefusalRate.Scored == 0 || choices[0].FalseRefusalRate.Scored == 0)
        {
            throw new DemurException("Calibration needs harmful and harmless samples, and the validation split lacks one kind. Name suites of both with --suite, or raise --limit.");
        }

        return Choose(choices, bound, neutral: 1);
    }

    /// <summary>Takes the choice that refuses most harmful samples while the false refusal rate stays within the bound.</summary>
    /// <remarks>Among equals the lower false refusal rate, then the strength nearest <paramref name="neutral"/>, then the higher threshold.</remarks>
    /// <param name="choices">What each strength does on the validation samples; at least one.</param>
    /// <param name="bound">The largest false refusal rate, in [0, 1].</param>
    /// <param name="neutral">The strength that leaves a model most as it is.</param>
    /// <exception cref="DemurException">No strength stays within the bound.</exception>
    public static CalibrationChoice Choose(IReadOnlyList<CalibrationChoice> choices, double bound, double neutral)
    {
        ArgumentNullException.ThrowIfNull(choices);
        var within = choices.Where(choice => choice.FalseRefusalRate.Value <= bound).ToArray();
        return within.Length == 0
            ? throw new DemurException(FormattableString.Invariant(
                $"No strength keeps the false refusal rate within {bound:P1}: the lowest is {choices.Min(choice => choice.FalseRefusalRate.Value):P1}. Raise --bound, or try other strengths."))
            : within.OrderByDescending(choice => choice.RefusalRate.Value)
                .ThenBy(choice => choice.FalseRefusalRate.Value)
                .ThenBy(choice => Math.Abs(choice.Scale - neutral))
                .ThenByDescending(choice => choice.Threshold ?? double.PositiveInfinity)
                .First();
    }

    /// <summary>Measures a scale and a threshold on samples.</summary>
    /// <param name="scale">The scale that the samples were taken at.</param>
    /// <param name="threshold">The threshold, or <see langword="null"/> for none.</param>
    /// <param name="samples">The samples.</param>
    public static CalibrationChoice Measure(double scale, double? threshold, IReadOnlyList<CalibrationSample> samples) => new()
    {
        Scale = scale,
        Threshold = threshold,
        RefusalRate = RateOf(samples, SampleLabel.Harmful, threshold),
        FalseRefusalRate = RateOf(samples, SampleLabel.Harmless, threshold),
    };

    private static IEnumerable<double?> Thresholds(IReadOnlyList<CalibrationSample> samples) =>
        samples.Select(sample => (double?)sample.LogOdds).Distinct().Append(null);

    private static Rate RateOf(IReadOnlyList<CalibrationSample> samples, SampleLabel label, double? threshold)
    {
        var of = samples.Where(sample => sample.Label == label).ToArray();
        var hits = of.Count(sample => sample.IsRefusedAt(threshold ?? double.PositiveInfinity));
        return ProportionIntervals.Rate(hits, of.Length, unscored: 0);
    }
}
