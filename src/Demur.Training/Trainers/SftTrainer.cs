using System.Diagnostics;
using Demur.Abstractions;
using Demur.Models;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Training.Batching;
using Demur.Training.Checkpointing;
using Demur.Training.Losses;
using Demur.Training.Schedules;

namespace Demur.Training.Trainers;

/// <summary>Supervised fine-tuning: cross-entropy on the targets, AdamW, one optimiser step a batch.</summary>
/// <param name="model">The model in training mode.</param>
/// <param name="parameters">What is trained; everything else stays frozen.</param>
/// <param name="options">The settings.</param>
public sealed class SftTrainer(ICausalLanguageModel model, IReadOnlyList<TrainableParameter> parameters, SftOptions options)
{
    private IReadOnlyList<int> refusalTokens = [];

    /// <summary>Trains to the end of the plan, from the newest checkpoint when there is one.</summary>
    /// <param name="rows">The rows; at least one target among them.</param>
    /// <param name="checkpoints">Where progress is kept, or <see langword="null"/> to keep none.</param>
    /// <param name="progress">Gets every step as it is done.</param>
    /// <param name="cancellationToken">Stops between two steps, with a checkpoint of what was done.</param>
    /// <exception cref="DemurException">No token is a target, or the loss is not a number.</exception>
    public void Train(
        IReadOnlyList<TokenizedRow> rows, TrainingCheckpoints? checkpoints, IProgress<TrainingStep>? progress, CancellationToken cancellationToken)
    {
        TrainingRowCheck.HasTargets(rows);
        refusalTokens = RefusalTokens.Of(rows);
        var plan = BatchPlan.Create(rows, options.Batch, options.Epochs, options.Seed);
        var steps = Math.Min(plan.StepCount, options.MaxSteps ?? int.MaxValue);
        var schedule = new LearningRateSchedule(options.Schedule, options.WarmupSteps, steps);
        using var optimizer = CreateOptimizer();
        var state = new TrainingState(parameters, optimizer);

        for (var step = checkpoints?.Resume(state) ?? 0; step < steps; step++)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                checkpoints?.Save(state, step);
                cancellationToken.ThrowIfCancellationRequested();
            }

            TokenizedRow[] batch = [.. plan.RowsOf(step).Select(index => rows[index])];
            var done = MakeStep(batch, optimizer, new StepPlace(step, steps, options.LearningRate * schedule.FactorAt(step)));
            progress?.Report(done);
            if (options.CheckpointEvery > 0 && (step + 1) % options.CheckpointEvery == 0)
            {
                checkpoints?.Save(state, step + 1);
            }
        }
    }

    private TrainingStep MakeStep(TokenizedRow[] batch, AdamW optimizer, StepPlace place)
    {
        var started = Stopwatch.GetTimestamp();
        var targets = batch.Sum(row => row.TargetCount);
        var loss = targets == 0 ? 0 : AccumulateGradients(batch);
        var norm = GradientNorm.Clip(optimizer.Parameters, options.ClipNorm);
        if (!double.IsFinite(loss) || !double.IsFinite(norm))
        {
            throw new DemurException(
                $"The loss of step {place.Step} is {loss} and its gradient norm {norm}; nothing was updated. The batch holds rows {string.Join(", ", batch.Select(row => row.Id))}. " +
                "Lower the learning rate, or look at these rows; the last checkpoint is still good.");
        }

        optimizer.Step(place.LearningRate);
        optimizer.ZeroGrad();
        return new TrainingStep
        {
            Step = place.Step,
            Steps = place.Steps,
            Loss = loss,
            GradientNorm = norm,
            LearningRate = place.LearningRate,
            Tokens = batch.Sum(row => row.TokenIds.Length),
            Targets = targets,
            Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
        };
    }

    private double AccumulateGradients(TokenizedRow[] batch)
    {
        var total = 0.0;
        var divisor = Math.Max(1, batch.Sum(WeightOf));
        var labelled = Math.Max(1, batch.Count(row => row.Refuses is not null));
        foreach (var micro in BatchPlan.CutIntoMicroBatches(batch, options.Batch.MicroBatchTokens))
        {
            using var scope = new TensorScope();
            var packed = PackedBatch.From(micro, options.FirstTokenWeight, options.AnswerWeight);
            var hidden = model.Forward(TokenBatch.Of(packed.Rows())); // (N, hidden)
            var loss = MaskedCrossEntropy.Compute(model, hidden, packed, divisor);
            if (options.DecisionWeight > 0 && RefusalDecisionLoss.Compute(model, hidden, packed, new RefusalDecision(refusalTokens, labelled)) is { } decision)
            {
                loss += decision * options.DecisionWeight;
            }

            loss.Backward();
            total += loss.Item();
        }

        return total;
    }

    private double WeightOf(TokenizedRow row) => row.TargetCount == 0
        ? 0
        : (row.TargetCount - 1 + options.FirstTokenWeight) * (row.Refuses == false ? options.AnswerWeight : 1);

    private AdamW CreateOptimizer() => new(
        [.. parameters.Select(parameter => parameter.Value)],
        new AdamWOptions
        {
            LearningRate = options.LearningRate,
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Epsilon = options.Epsilon,
            WeightDecay = options.WeightDecay,
        },
        index => parameters[index].Decays);

    private readonly record struct StepPlace(int Step, int Steps, double LearningRate);
}
