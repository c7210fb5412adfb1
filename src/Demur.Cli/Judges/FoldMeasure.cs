using Demur.Abstractions;
using Demur.Evaluation.Judges;
using Demur.Evaluation.Judges.Learned;
using Demur.Evaluation.Scorers;

namespace Demur.Cli.Judges;

/// <summary>Measures every stage on a fold's rows.</summary>
internal sealed class FoldMeasure(IReadOnlyList<LabelledResponse> rows, StagedJudgeOptions options)
{
    private readonly PatternJudge patterns = new();

    public async Task<IReadOnlyList<FoldResult>> MeasureAsync(JudgeFold fold, IReadOnlyList<FoldPrediction> predictions, CancellationToken cancellationToken)
    {
        var judges = new Dictionary<string, List<JudgedResponse>>(StringComparer.Ordinal);
        foreach (var prediction in predictions)
        {
            var row = rows[prediction.Row];
            var definition = RefusalDefinitions.OfSource(row.Source);
            var sample = LabelledSamples.Of(row);
            var response = new SampleResponse { Text = row.Response };
            Keep("patterns", await patterns.ScoreAsync(sample, response, definition, cancellationToken).ConfigureAwait(false));
            Keep("ngrams", KindDecision.Of(prediction.Ngrams, definition, options, "ngrams"));
            if (prediction.Encoder is { } alone)
            {
                Keep("encoder", KindDecision.Of(alone, definition, options, "encoder"));
            }

            Keep("staged", StagedJudge.Decide(row, (prediction.Ngrams, prediction.Encoder), definition, options));

            void Keep(string judge, Score score)
            {
                judges.TryAdd(judge, []);
                judges[judge].Add(new JudgedResponse(row, score));
            }
        }

        return [.. judges.SelectMany(judge => Results(fold, judge.Key, judge.Value))];
    }

    private IEnumerable<FoldResult> Results(JudgeFold fold, string judge, List<JudgedResponse> judged)
    {
        foreach (var part in judged.GroupBy(row => $"{row.Labelled.Source}/{row.Labelled.Model}", StringComparer.Ordinal))
        {
            var validation = new JudgeValidator(patterns).Measure([.. part], ("", ""), 0);
            var all = validation.Slices[0];
            var (full, any) = (all.Class("full_refusal"), all.Class("any_refusal"));
            yield return new FoldResult
            {
                Regime = fold.Regime,
                Fold = fold.Name,
                Judge = judge,
                Rows = part.Key,
                N = all.Rows,
                F1 = Rounded(full.F1.Value),
                F1Interval = [Rounded(full.F1.Interval?.Low), Rounded(full.F1.Interval?.High)],
                Kappa = Rounded(full.Kappa.Value),
                AnyF1 = Rounded(any.F1.Value),
                AnyKappa = Rounded(any.Kappa.Value),
                Contradicted = all.Contradicted,
                AdjudicatedF1 = Rounded(all.AdjudicatedF1),
                Calibration = judge == "patterns" ? null : Rounded(validation.Calibration?.ExpectedError),
                F1At80 = judge == "patterns" ? null : Rounded(validation.Coverage.FirstOrDefault(point => point.Coverage >= 0.8).F1),
                Confusion = [.. all.Confusion.Values.Select(decisions => decisions.Values.ToArray())],
            };
        }
    }

    private static double Rounded(double? value) => Math.Round(value ?? 0, 4);
}
