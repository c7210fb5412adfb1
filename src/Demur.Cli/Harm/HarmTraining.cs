using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Data.Catalogue;
using Demur.Evaluation.Judges.Harm;
using Demur.Models.Encoders;
using Demur.Tensors;
using Demur.Training.Classifiers;

namespace Demur.Cli.Harm;

/// <summary>Trains harm heads by the recipe.</summary>
internal sealed class HarmTraining(HarmRecipe recipe, EmbeddingCache vectors)
{
    /// <summary>Chooses what may be trained on: rows whose licence allows it, at most so many of a source.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="anyLicence">Whether rows that may only evaluate are taken too.</param>
    /// <param name="most">The most rows of a source.</param>
    public IReadOnlyList<LabelledHarm> Choose(IEnumerable<LabelledHarm> rows, bool anyLicence, int most)
    {
        var random = new Random(recipe.Training.Seed);
        return [.. rows.Where(row => anyLicence || MayShip(row)).GroupBy(row => row.Source, StringComparer.Ordinal).SelectMany(source =>
        {
            var drawn = source.ToArray();
            if (drawn.Length > most)
            {
                random.Shuffle(drawn);
            }

            return drawn.Take(most);
        })];
    }

    /// <summary>Makes the fold that judges sources.</summary>
    public HarmFold FoldOf(IReadOnlyList<LabelledHarm> rows, IReadOnlyList<string> sources, int most)
    {
        LabelledHarm[] test = [.. rows.Where(row => sources.Contains(row.Source))];
        var others = Choose(rows.Where(row => !sources.Contains(row.Source)), anyLicence: false, most);
        LabelledHarm[] train = [.. others.Zip(Nearness(others, test)).Where(row => row.Second < recipe.CopyFrom).Select(row => row.First)];
        return new HarmFold(sources, train, test, others.Count - train.Length);
    }

    /// <summary>Trains the head over frozen embeddings.</summary>
    public EmbeddingHead TrainHead(IReadOnlyList<LabelledHarm> rows, CancellationToken cancellationToken)
    {
        var head = EmbeddingHead.Create(recipe.Head);
        var weights = Weights(rows);
        new EmbeddingHeadTrainer(recipe.Training).Train(
            head,
            [.. rows.Select(row => new EmbeddedRow(vectors[row.Prompt], row.Response is { } answer ? vectors[answer] : null, HarmLabels.Allowed(row), weights[row.Source]))],
            cancellationToken);
        return head;
    }

    /// <summary>Trains the low-rank change of the encoder.</summary>
    public PairClassifier TrainEncoder(IReadOnlyList<LabelledHarm> rows, string what, CancellationToken cancellationToken)
    {
        var classifier = PairClassifier.Create(recipe.Encoder);
        var weights = Weights(rows);
        using var line = new ProgressLine(TimeProvider.System);
        new PairTrainer(recipe.EncoderTraining).Train(
            classifier,
            [.. rows.Select(row => new PairRow(Short(row.Prompt), Short(row.Response ?? ""), HarmLabels.Allowed(row), weights[row.Source]))],
            (step, steps, _) => line.Show($"{what}: step {step} of {steps}", always: step == steps),
            cancellationToken);
        return classifier;
    }

    /// <summary>Gives the embedding of a text of the label file.</summary>
    public float[] VectorOf(string text) => vectors[text];

    /// <summary>Cuts a text to what the encoder reads at most, so that no time goes into tokens that are dropped.</summary>
    public string Short(string text) => text.Length <= recipe.Head.LongestText ? text : text[..recipe.Head.LongestText];

    // Sources of thousands of rows would drown those of a hundred.
    private static Dictionary<string, double> Weights(IReadOnlyList<LabelledHarm> rows) =>
        rows.GroupBy(row => row.Source, StringComparer.Ordinal).ToDictionary(source => source.Key, source => 1 / Math.Sqrt(source.Count()), StringComparer.Ordinal);

    private static bool MayShip(LabelledHarm row) => Licences.AllowTraining(row.Licence) || row.Source.StartsWith("own-", StringComparison.Ordinal) || row.Licence == Data.Labels.Harm.HarmLabelFile.Own;

    // The largest cosine between each row's request and any judged one; embeddings have length 1.
    private IEnumerable<float> Nearness(IReadOnlyList<LabelledHarm> rows, LabelledHarm[] judged)
    {
        const int chunkRows = 1024;
        using var recording = Autograd.NoGrad();
        using var scope = new TensorScope();
        var others = Stacked([.. judged.DistinctBy(row => row.Prompt)]).Transpose(0, 1);
        return [.. rows.Chunk(chunkRows).SelectMany(chunk =>
        {
            using var inner = new TensorScope();
            return Stacked(chunk).MatMul(others).Max(1).ToArray<float>();
        })];
    }

    private Tensor Stacked(LabelledHarm[] rows) => Tensor.From([.. rows.SelectMany(row => vectors[row.Prompt])], rows.Length, vectors.Dimensions);
}
