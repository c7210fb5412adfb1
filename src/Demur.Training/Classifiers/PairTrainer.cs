using Demur.Models.Encoders;
using Demur.Tensors;
using Demur.Training.Schedules;

namespace Demur.Training.Classifiers;

/// <summary>Trains a <see cref="PairClassifier"/> on rows that allow one label or several.</summary>
/// <remarks>The loss is minus the log of the allowed labels' summed probability: cross-entropy where one is allowed.</remarks>
/// <param name="options">Rate, passes and the rest.</param>
public sealed class PairTrainer(PairTrainerOptions options)
{
    private const double ClipNorm = 1;

    /// <summary>Trains.</summary>
    /// <param name="classifier">What is trained.</param>
    /// <param name="rows">The rows, at least one.</param>
    /// <param name="progress">Told each step, the number of steps and the step's loss in nats.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <returns>The mean loss of the last pass, in nats.</returns>
    public double Train(PairClassifier classifier, IReadOnlyList<PairRow> rows, Action<int, int, double>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfZero(rows.Count);
        var encoded = rows.Select(row => classifier.Encode(row.First, row.Second)).ToArray();
        var random = new Random(options.Seed);
        var plan = Enumerable.Range(0, options.Epochs).SelectMany(_ => Batches(encoded, random)).ToArray();
        var schedule = new LearningRateSchedule(ScheduleShape.Linear, (int)(options.Warmup * plan.Length), plan.Length);
        using var dropping = new Generator(options.Seed);
        using var optimizer = new AdamW(
            [.. classifier.Parameters.Select(parameter => parameter.Storage.WithGrad())],
            new AdamWOptions { LearningRate = options.LearningRate, WeightDecay = options.WeightDecay });
        var losses = new List<double>();
        for (var step = 0; step < plan.Length; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = new TensorScope();
            var batch = plan[step];
            var logits = classifier.Logits(TextBatch.Of([.. batch.Select(i => encoded[i].Ids)], [.. batch.Select(i => encoded[i].Types)]), dropping);
            var loss = AllowedLabelsLoss.Of(logits, [.. batch.Select(i => rows[i].Allowed)], [.. batch.Select(i => rows[i].Weight)]);
            loss.Backward();
            GradientNorm.Clip(optimizer.Parameters, ClipNorm);
            optimizer.Step(options.LearningRate * schedule.FactorAt(step));
            optimizer.ZeroGrad();
            losses.Add(loss.Item());
            progress?.Invoke(step + 1, plan.Length, losses[^1]);
        }

        return losses.TakeLast(Math.Max(1, plan.Length / options.Epochs)).Average();
    }

    private List<int[]> Batches((IReadOnlyList<int> Ids, IReadOnlyList<int> Types)[] encoded, Random random)
    {
        int[] order = [.. Enumerable.Range(0, encoded.Length)];
        random.Shuffle(order);
        List<int[]> batches = [];
        List<int> batch = [];
        var filled = 0;
        foreach (var index in order)
        {
            if (batch.Count > 0 && filled + encoded[index].Ids.Count > options.BatchTokens)
            {
                batches.Add([.. batch]);
                batch.Clear();
                filled = 0;
            }

            batch.Add(index);
            filled += encoded[index].Ids.Count;
        }

        if (batch.Count > 0)
        {
            batches.Add([.. batch]);
        }

        return batches;
    }
}
