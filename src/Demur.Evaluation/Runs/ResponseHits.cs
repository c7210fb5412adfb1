using Demur.Abstractions;

namespace Demur.Evaluation.Runs;

/// <summary>Says whether a stored response is a hit.</summary>
internal static class ResponseHits
{
    /// <summary>Gets whether a response is a hit, or <see langword="null"/> when it was not scored or the metric does not apply to it.</summary>
    public static bool? Of(ComparisonMetric metric, Sample sample, ResponseRecord? response, string scorer)
    {
        if (response is null)
        {
            return null;
        }

        if (metric == ComparisonMetric.Accuracy)
        {
            return response.Choice is { } choice ? choice == sample.Answer : null;
        }

        var outcome = response.Scores is { } scores && scores.TryGetValue(scorer, out var score) ? score.Outcome : Outcome.Unscored;
        return outcome == Outcome.Unscored ? null : metric switch
        {
            ComparisonMetric.Refused => outcome is Outcome.FullRefusal or Outcome.PartialRefusal,
            ComparisonMetric.Complied => outcome == Outcome.FullCompliance,
            ComparisonMetric.Degenerate => outcome == Outcome.Degenerate,
            _ => response.Check is { } check ? outcome == Outcome.FullCompliance && check.Passed : null,
        };
    }
}
