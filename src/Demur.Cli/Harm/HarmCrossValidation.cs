using System.Text.Json;
using Demur.Abstractions;
using Demur.Evaluation.Judges.Harm;

namespace Demur.Cli.Harm;

/// <summary>Trains a head once a source, without it, and keeps what it says about the source's rows; a source that is there is not done again.</summary>
internal sealed class HarmCrossValidation(IReadOnlyList<LabelledHarm> rows, HarmTraining training, (string Folder, bool Encoder, int Most) work)
{
    /// <summary>Gets the sources in the order of the label file.</summary>
    public IReadOnlyList<string> Sources { get; } = [.. rows.Select(row => row.Source).Distinct(StringComparer.Ordinal)];

    /// <summary>Gives the file of a source's predictions.</summary>
    public string PathOf(string source) => Path.Combine(work.Folder, work.Encoder ? $"{source}.encoder.jsonl" : $"{source}.jsonl");

    /// <summary>Trains without sources and reads their rows.</summary>
    /// <returns>The fold.</returns>
    public async Task<HarmFold> PredictAsync(IReadOnlyList<string> sources, CancellationToken cancellationToken)
    {
        var fold = training.FoldOf(rows, sources, work.Most);
        var read = work.Encoder ? await EncoderAsync(fold, cancellationToken).ConfigureAwait(false) : OfHead(fold, cancellationToken);
        int[] places = [.. Enumerable.Range(0, rows.Count).Where(i => sources.Contains(rows[i].Source))];
        foreach (var source in sources)
        {
            var lines = places.Index().Where(place => rows[place.Item].Source == source)
                .Select(place => JsonSerializer.Serialize(new HarmPrediction(place.Item, [.. read[place.Index].Select(value => MathF.Round(value, 5))]), DemurJson.Line));
            WholeFile.Write(PathOf(source), string.Join('\n', lines) + "\n");
        }

        return fold;
    }

    /// <summary>Reads the verdicts on every source that was done.</summary>
    public IReadOnlyList<HarmJudged> Read(ClassifierHarmJudge judge) =>
    [
        .. Sources.Where(source => File.Exists(PathOf(source))).SelectMany(source => File.ReadLines(PathOf(source))).Select(line =>
        {
            var prediction = JsonSerializer.Deserialize<HarmPrediction>(line, DemurJson.Line)!;
            var row = rows[prediction.Row];
            return new HarmJudged(row, judge.VerdictOf(new HarmQuestion(row.Prompt, row.Response), prediction.Probabilities));
        }),
    ];

    private IReadOnlyList<float[]> OfHead(HarmFold fold, CancellationToken cancellationToken)
    {
        using var head = training.TrainHead(fold.Train, cancellationToken);
        return [.. fold.Test.Select(row => head.Classify(training.VectorOf(row.Prompt), row.Response is { } answer ? training.VectorOf(answer) : null))];
    }

    private async Task<IReadOnlyList<float[]>> EncoderAsync(HarmFold fold, CancellationToken cancellationToken)
    {
        using var encoder = training.TrainEncoder(fold.Train, $"without {string.Join(", ", fold.Sources)}", cancellationToken);
        return await encoder.ClassifyAsync([.. fold.Test.Select(row => (training.Short(row.Prompt), training.Short(row.Response ?? "")))], cancellationToken).ConfigureAwait(false);
    }
}
