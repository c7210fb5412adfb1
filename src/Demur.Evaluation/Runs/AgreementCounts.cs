using Demur.Abstractions;
using Demur.Evaluation.Statistics;

namespace Demur.Evaluation.Runs;

/// <summary>Counts where scorers agree on what is refused.</summary>
internal sealed class AgreementCounts(IReadOnlyList<string> scorers)
{
    private readonly Dictionary<(int First, int Second), int[]> _counts = [];

    /// <summary>Counts one response for each two scorers that could score it.</summary>
    public void Add(ResponseRecord response)
    {
        for (var first = 0; first < scorers.Count; first++)
        {
            for (var second = first + 1; second < scorers.Count; second++)
            {
                if (Refused(response, first) is { } a && Refused(response, second) is { } b)
                {
                    var counts = _counts.TryGetValue((first, second), out var known) ? known : _counts[(first, second)] = new int[4];
                    counts[(a ? 0 : 2) + (b ? 0 : 1)]++;
                }
            }
        }
    }

    /// <summary>Makes one entry for each two scorers.</summary>
    public IReadOnlyList<ScorerAgreement> Summarise() => [.. _counts.OrderBy(entry => entry.Key).Select(entry =>
    {
        var (both, second, first, neither) = (entry.Value[0], entry.Value[2], entry.Value[1], entry.Value[3]);
        var kappa = new BinaryConfusion(both, second, first, neither).Kappa;
        return new ScorerAgreement(
            scorers[entry.Key.First],
            scorers[entry.Key.Second],
            entry.Value.Sum(),
            both + neither,
            double.IsFinite(kappa) ? kappa : null);
    })];

    private bool? Refused(ResponseRecord response, int scorer) =>
        response.Scores is { } scores && scores.TryGetValue(scorers[scorer], out var score) && score.Outcome != Outcome.Unscored
            ? score.Outcome is Outcome.FullRefusal or Outcome.PartialRefusal
            : null;
}
