using System.Globalization;
using Demur.Abstractions;
using Demur.Cli.Targets;
using Demur.Evaluation.Thresholds;

namespace Demur.Cli.Calibration;

/// <summary>Tries strengths of a defence on the validation half and reports the chosen one on the test half.</summary>
/// <param name="settings">How targets are opened; what acts on them is each candidate's.</param>
/// <param name="tokens">The tokens of an answer that the judge reads.</param>
internal sealed class StrengthCalibration(TargetSettings settings, int tokens)
{
    /// <summary>Measures every candidate, chooses, and measures the choice and the neutral strength on the test half.</summary>
    public async Task<StrengthChoice> ChooseAsync(IReadOnlyList<StrengthCandidate> candidates, CalibrationSplit split, (double Bound, double Neutral) aim, CancellationToken cancellationToken)
    {
        List<CalibrationChoice> tried = [];
        foreach (var candidate in candidates)
        {
            tried.Add(await MeasureAsync(candidate, split.Validation, "validation", cancellationToken).ConfigureAwait(false));
        }

        var chosen = RefusalCalibration.Choose(tried, aim.Bound, aim.Neutral);
        var candidateChosen = candidates.First(candidate => candidate.Strength == chosen.Scale);
        var neutral = candidates.MinBy(candidate => Math.Abs(candidate.Strength - aim.Neutral))!;
        var test = await MeasureAsync(candidateChosen, split.Test, "test", cancellationToken).ConfigureAwait(false);
        return new StrengthChoice(
            candidateChosen, chosen, test, neutral == candidateChosen ? test : await MeasureAsync(neutral, split.Test, "test", cancellationToken).ConfigureAwait(false), tried);
    }

    private async Task<CalibrationChoice> MeasureAsync(StrengthCandidate candidate, IReadOnlyList<Sample> samples, string half, CancellationToken cancellationToken)
    {
        using var target = TargetOpener.Local(candidate.Target, settings with { Interventions = candidate.Interventions });
        var answers = await AnswerJudge.AskAsync(target.Client, samples, (tokens, string.Create(CultureInfo.InvariantCulture, $"{half}, strength {candidate.Strength}")), cancellationToken).ConfigureAwait(false);
        return RefusalCalibration.Measure(candidate.Strength, null, [.. samples.Zip(answers, (sample, answer) => new CalibrationSample(sample.Label, answer.Refused, double.NegativeInfinity))]);
    }
}
