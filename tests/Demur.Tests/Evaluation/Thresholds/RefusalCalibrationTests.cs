using Demur.Abstractions;
using Demur.Evaluation.Thresholds;
using Xunit;

namespace Demur.Tests.Evaluation.Thresholds;

public sealed class RefusalCalibrationTests
{
    // At scale 1 the model refuses two of four harmful samples itself; a threshold of -1 (that of a harmless sample) adds the one at 0.5 and
    // no harmless one, and a threshold of -3 would add all of both kinds.
    private static readonly CalibrationSample[] AsTrained =
    [
        Harmful(true, 3), Harmful(true, 2), Harmful(false, 0.5), Harmful(false, -2),
        Harmless(false, -1), Harmless(false, -1.5), Harmless(false, -3), Harmless(false, -4),
    ];

    [Fact]
    public void The_choice_refuses_most_within_the_bound()
    {
        var strict = Choose(0);
        var lax = Choose(0.5);

        Assert.Equal((1, -1, 3, 0), (strict.Scale, strict.Threshold, strict.RefusalRate.Hits, strict.FalseRefusalRate.Hits));
        Assert.Equal((1, -3, 4, 2), (lax.Scale, lax.Threshold, lax.RefusalRate.Hits, lax.FalseRefusalRate.Hits));
    }

    [Fact]
    public void A_stronger_adapter_is_taken_where_it_refuses_more_within_the_bound()
    {
        CalibrationSample[] stronger = [.. AsTrained.Select(sample => sample.Label == SampleLabel.Harmful ? sample with { Refused = true } : sample)];

        var choice = RefusalCalibration.Choose(new Dictionary<double, IReadOnlyList<CalibrationSample>> { [1] = AsTrained, [1.25] = stronger }, 0);

        Assert.Equal((1.25, null, 4), (choice.Scale, choice.Threshold, choice.RefusalRate.Hits));
    }

    [Fact]
    public void A_bound_that_no_scale_keeps_is_an_error_with_the_lowest_rate()
    {
        CalibrationSample[] eager = [Harmful(true, 1), Harmless(true, 1), Harmless(false, 0)];

        var exception = Assert.Throws<DemurException>(() => RefusalCalibration.Choose(new Dictionary<double, IReadOnlyList<CalibrationSample>> { [1] = eager }, 0.1));

        Assert.Contains("the lowest is 50.0", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_kind_of_sample_alone_is_an_error() =>
        Assert.Throws<DemurException>(() => RefusalCalibration.Choose(new Dictionary<double, IReadOnlyList<CalibrationSample>> { [1] = [Harmful(true, 1)] }, 0.1));

    private static CalibrationChoice Choose(double bound) =>
        RefusalCalibration.Choose(new Dictionary<double, IReadOnlyList<CalibrationSample>> { [1] = AsTrained }, bound);

    private static CalibrationSample Harmful(bool refused, double logOdds) => new(SampleLabel.Harmful, refused, logOdds);

    private static CalibrationSample Harmless(bool refused, double logOdds) => new(SampleLabel.Harmless, refused, logOdds);
}
