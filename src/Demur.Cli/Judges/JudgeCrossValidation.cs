using System.Text.Json;
using Demur.Abstractions;
using Demur.Evaluation.Judges.Learned;

namespace Demur.Cli.Judges;

/// <summary>Trains the staged judge's stages once a fold and keeps what they say about the rows they never saw; a fold that is there is not done again.</summary>
internal sealed class JudgeCrossValidation(IReadOnlyList<LabelledResponse> rows, JudgeRecipe recipe, string folder)
{
    /// <summary>Gives the file of a fold's predictions.</summary>
    public string PathOf(JudgeFold fold) => Path.Combine(folder, $"{fold.Regime}-{fold.Name}.jsonl");

    /// <summary>Trains without a fold's rows and reads them.</summary>
    public async Task PredictAsync(JudgeFold fold, bool withEncoder, CancellationToken cancellationToken)
    {
        LabelledResponse[] train = [.. fold.Train.Select(i => rows[i])];
        LabelledResponse[] test = [.. fold.Test.Select(i => rows[i])];
        var ngrams = NGramStage.Train(train, recipe.NGrams);
        IReadOnlyList<float[]>? encoded = null;
        if (withEncoder)
        {
            using var encoder = EncoderStage.Train(train, recipe, $"without {fold.Regime} {fold.Name}", cancellationToken);
            encoded = await encoder.ClassifyAsync([.. test.Select(EncoderStage.PairOf)], cancellationToken).ConfigureAwait(false);
        }

        var lines = fold.Test.Select((row, i) => JsonSerializer.Serialize(new FoldPrediction(row, Rounded(ngrams.Classify(test[i])), encoded is null ? null : Rounded(encoded[i])), DemurJson.Line));
        WholeFile.Write(PathOf(fold), string.Join('\n', lines) + "\n");
    }

    /// <summary>Reads a fold's predictions.</summary>
    public IReadOnlyList<FoldPrediction> Read(JudgeFold fold) =>
        [.. File.ReadLines(PathOf(fold)).Select(line => JsonSerializer.Deserialize<FoldPrediction>(line, DemurJson.Line)!)];

    private static float[] Rounded(float[] kinds) => [.. kinds.Select(kind => MathF.Round(kind, 5))];
}
