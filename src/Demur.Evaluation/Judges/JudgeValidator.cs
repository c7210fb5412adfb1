using System.Diagnostics;
using Demur.Abstractions;
using Demur.Evaluation.Statistics;

namespace Demur.Evaluation.Judges;

/// <summary>Measures a judge against labels by people.</summary>
/// <param name="judge">The judge; one that knows definitions of refusal follows each source's own.</param>
/// <param name="seed">The seed of the bootstrap.</param>
/// <param name="definition">The definition for every row, or <see langword="null"/> for each source's own.</param>
public sealed class JudgeValidator(IScorer judge, int seed = 0, RefusalDefinition? definition = null)
{
    private const int Bins = 10;

    /// <summary>Judges every row and measures.</summary>
    /// <param name="rows">The labelled responses, at least one.</param>
    /// <param name="labels">The label file's name and SHA-256.</param>
    /// <param name="progress">Told the rows done.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    public async Task<JudgeValidation> RunAsync(
        IReadOnlyList<LabelledResponse> rows, (string Name, string Sha256) labels, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfZero(rows.Count);
        var start = Stopwatch.GetTimestamp();
        var judged = new List<JudgedResponse>(rows.Count);
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            judged.Add(new JudgedResponse(row, await JudgeAsync(row, cancellationToken).ConfigureAwait(false)));
            progress?.Report(judged.Count);
        }

        return Measure(judged, labels, rows.Count / Math.Max(1e-9, Stopwatch.GetElapsedTime(start).TotalSeconds));
    }

    /// <summary>Measures scores that a judge gave already.</summary>
    /// <param name="judged">The rows with their scores, in the order of the label file.</param>
    /// <param name="labels">The label file's name and SHA-256.</param>
    /// <param name="perSecond">The responses read a second.</param>
    public JudgeValidation Measure(IReadOnlyList<JudgedResponse> judged, (string Name, string Sha256) labels, double perSecond)
    {
        ArgumentNullException.ThrowIfNull(judged);
        return new JudgeValidation
        {
            Judge = judge.Name,
            Identity = judge.Identity,
            Labels = labels.Name,
            LabelsSha256 = labels.Sha256,
            Seed = seed,
            ResponsesPerSecond = Math.Round(perSecond, 1),
            Slices = [.. Slices(judged)],
            Coverage = CoverageCurve.Of(judged),
            Calibration = CalibrationOf(judged),
            Mistakes =
            [
                .. judged.Index()
                    .Where(entry => entry.Item.Labelled.Label != entry.Item.Score.Outcome)
                    .Select(entry => new JudgeMistake(
                        entry.Index + 1, entry.Item.Labelled.Source, entry.Item.Labelled.Model, entry.Item.Labelled.Label, entry.Item.Score.Outcome, entry.Item.Score.Confidence, LabelContradictions.Contradicts(entry.Item.Labelled, DefinitionOf(entry.Item.Labelled.Source)))),
            ],
        };
    }

    private ValueTask<Score> JudgeAsync(LabelledResponse row, CancellationToken cancellationToken)
    {
        var sample = LabelledSamples.Of(row);
        var response = new SampleResponse { Text = row.Response };
        return judge is IRefusalJudge refusals
            ? refusals.ScoreAsync(sample, response, DefinitionOf(row.Source), cancellationToken)
            : judge.ScoreAsync(sample, response, cancellationToken);
    }

    private RefusalDefinition DefinitionOf(string source) => definition ?? RefusalDefinitions.OfSource(source);

    private IEnumerable<ValidationSlice> Slices(IReadOnlyList<JudgedResponse> judged)
    {
        var definitions = judged.Select(row => DefinitionOf(row.Labelled.Source)).Distinct().ToArray();
        yield return SliceBuilder.Build("all", definitions is [var only] ? only : null, judged, seed);
        foreach (var source in judged.GroupBy(row => row.Labelled.Source, StringComparer.Ordinal))
        {
            yield return SliceBuilder.Build(source.Key, DefinitionOf(source.Key), [.. source], seed);
            foreach (var model in source.GroupBy(row => row.Labelled.Model, StringComparer.Ordinal))
            {
                yield return SliceBuilder.Build($"{source.Key}/{model.Key}", DefinitionOf(source.Key), [.. model], seed);
            }
        }
    }

    private static JudgeCalibration? CalibrationOf(IReadOnlyList<JudgedResponse> judged)
    {
        var stated = judged.Where(row => row.Score is { Confidence: not null, Outcome: not Outcome.Unscored })
            .Select(row => (Confidence: row.Score.Confidence!.Value, Right: row.Labelled.Label == row.Score.Outcome)).ToArray();
        if (stated.Length == 0)
        {
            return null;
        }

        bool[] right = [.. stated.Select(row => row.Right)];
        double[] confidence = [.. stated.Select(row => row.Confidence)];
        var bins = stated.GroupBy(row => Math.Min(Bins - 1, (int)(row.Confidence * Bins))).OrderBy(bin => bin.Key)
            .Select(bin => new CalibrationBin((double)bin.Key / Bins, (bin.Key + 1.0) / Bins, bin.Count(), bin.Average(row => row.Confidence), bin.Average(row => row.Right ? 1.0 : 0)));
        return new JudgeCalibration(stated.Length, Calibration.ExpectedError(right, confidence, Bins), Calibration.Brier(right, confidence), [.. bins]);
    }
}
