using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Evaluation.Judges.Learned;
using Demur.Models.Encoders;
using Demur.Training.Classifiers;

namespace Demur.Cli.Judges;

/// <summary>Trains and asks the third stage of the staged judge.</summary>
internal static class EncoderStage
{
    /// <summary>Trains the encoder on labelled responses.</summary>
    public static PairClassifier Train(IReadOnlyList<LabelledResponse> rows, JudgeRecipe recipe, string what, CancellationToken cancellationToken)
    {
        var random = new Random(recipe.Training.Seed);
        var drawn = rows.Concat(OwnRows.Make(recipe.Training.Seed)).GroupBy(row => row.Source, StringComparer.Ordinal).SelectMany(source => Draw([.. source], recipe.MostRowsOfASource, random));
        PairRow[] pairs = [.. drawn.Select(row =>
        {
            var (first, second) = PairOf(row);
            return new PairRow(first, second, RefusalKinds.Allowed(row));
        })];
        var classifier = PairClassifier.Create(recipe.Encoder);
        using var line = new ProgressLine(TimeProvider.System);
        var average = 0.0;
        new PairTrainer(recipe.Training).Train(classifier, pairs, Report, cancellationToken);
        return classifier;

        void Report(int step, int steps, double loss)
        {
            average = step == 1 ? loss : (0.95 * average) + (0.05 * loss);
            line.Show(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{what}: step {step} of {steps}, loss {average:F3}"), always: step == steps);
        }
    }

    /// <summary>Gives what the encoder reads of a row.</summary>
    public static (string First, string Second) PairOf(LabelledResponse row) => (JudgeText.Head(row.Prompt), EncoderText.Of(JudgeText.Head(row.Response)));

    private static LabelledResponse[] Draw(LabelledResponse[] rows, int most, Random random)
    {
        if (rows.Length > most)
        {
            random.Shuffle(rows);
        }

        return rows[..Math.Min(rows.Length, most)];
    }
}
