using Demur.Models.Encoders;
using Demur.Tensors;
using Demur.Training.Schedules;

namespace Demur.Training.Classifiers;

/// <summary>Trains an <see cref="EmbeddingHead"/> on embeddings, in seconds.</summary>
/// <param name="options">Rate, passes and the rest.</param>
public sealed class EmbeddingHeadTrainer(EmbeddingHeadTrainerOptions options)
{
    /// <summary>Trains.</summary>
    /// <param name="head">What is trained.</param>
    /// <param name="rows">The rows, at least one; texts alone and pairs may be mixed.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <returns>The mean loss of the last pass, in nats.</returns>
    public double Train(EmbeddingHead head, IReadOnlyList<EmbeddedRow> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfZero(rows.Count);
        var random = new Random(options.Seed);
        var plan = Enumerable.Range(0, options.Epochs).SelectMany(_ => Batches(rows, random)).ToArray();
        var schedule = new LearningRateSchedule(ScheduleShape.Linear, plan.Length / 20, plan.Length);
        using var dropping = new Generator(options.Seed);
        using var optimizer = new AdamW(
            [.. head.Parameters.Select(parameter => parameter.Storage.WithGrad())],
            new AdamWOptions { LearningRate = options.LearningRate, WeightDecay = options.WeightDecay });
        List<double> losses = [];
        for (var step = 0; step < plan.Length; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = new TensorScope();
            var batch = plan[step];
            var logits = head.Logits(Stacked(batch, row => row.First), batch[0].Second is null ? null : Stacked(batch, row => row.Second!), dropping);
            var loss = AllowedLabelsLoss.Of(logits, [.. batch.Select(row => row.Allowed)], [.. batch.Select(row => row.Weight)]);
            loss.Backward();
            optimizer.Step(options.LearningRate * schedule.FactorAt(step));
            optimizer.ZeroGrad();
            losses.Add(loss.Item());
        }

        return losses.TakeLast(Math.Max(1, plan.Length / options.Epochs)).Average();
    }

    private static Tensor Stacked(EmbeddedRow[] rows, Func<EmbeddedRow, float[]> vector) => Tensor.From([.. rows.SelectMany(vector)], rows.Length, vector(rows[0]).Length);

    // Texts alone and pairs go through networks of their own, so a batch holds one kind.
    private List<EmbeddedRow[]> Batches(IReadOnlyList<EmbeddedRow> rows, Random random)
    {
        List<EmbeddedRow[]> batches = [];
        foreach (var kind in rows.GroupBy(row => row.Second is null))
        {
            var order = kind.ToArray();
            random.Shuffle(order);
            batches.AddRange(order.Chunk(options.BatchRows));
        }

        var mixed = batches.ToArray();
        random.Shuffle(mixed);
        return [.. mixed];
    }
}
