using System.Diagnostics;
using Demur.Abstractions;
using Demur.Models;
using Demur.Models.Adapters;
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
/// <param name="reference">The model without its adapter; needed when <see cref="SftOptions.ReferenceKlWeight"/> is above 0.</param>
public sealed class SftTrainer(
    ICausalLanguageModel model, IReadOnlyList<TrainableParameter> parameters, SftOptions options, AdapterReference? reference = null)
{
    private IReadOnlyList<int> refusalTokens = [];

    /// <summary>Trains to the end of the plan, from the newest checkpoint when there is one.</summary>
    /// <param name="rows">The rows; at least one target among them.</param>
    /// <param name="checkpoints">Where progress is kept, or <see langword="null"/> to keep none.</param>
    /// <param name="progress">Gets every step as it is done.</param>
    /// <param name="cancellationToken">Stops between two steps, with a checkpoint of what was done.</param>
    /// <exception cref="DemurException">No token is a target, the loss is not a number, or a reference is wanted and there is none.</exception>
    public void Train(
        IReadOnlyList<TokenizedRow> rows, TrainingCheckpoints? checkpoints, IProgress<TrainingStep>? progress, CancellationToken cancellationToken)
    {
        TrainingRowCheck.HasTargets(rows);
        if (options.ReferenceKlWeight > 0 && reference is null)
        {
            throw new DemurException(
                $"reference_kl_weight is {options.ReferenceKlWeight}, but with all weights tuned there is no model left to compare with. Tune an adapter, or set it to 0.");
        }

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
        var (loss, divergence) = targets == 0 ? (0, null) : AccumulateGradients(batch);
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
            ReferenceKl = divergence,
            GradientNorm = norm,
            LearningRate = place.LearningRate,
            Tokens = batch.Sum(row => row.TokenIds.Length),
            Targets = targets,
            Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
        };
    }

    private (double Loss, double? ReferenceKl) AccumulateGradients(TokenizedRow[] batch)
    {
        var total = 0.0;
        double? divergence = options.ReferenceKlWeight > 0 ? 0 : null;
        var divisor = Math.Max(1, batch.Sum(WeightOf));
        var labelled = Math.Max(1, batch.Count(row => row.Refuses is not null));
        var answered = Math.Max(1, batch.Where(row => row.Refuses == false).Sum(row => row.TargetCount));
        foreach (var micro in BatchPlan.CutIntoMicroBatches(batch, options.Batch.MicroBatchTokens))
        {
            using var scope = new TensorScope();
            using var shared = divergence is null ? null : reference!.Share();
            var packed = PackedBatch.From(micro, options.FirstTokenWeight, options.AnswerWeight);
            var hidden = model.Forward(TokenBatch.Of(packed.Rows())); // (N, hidden)
            var loss = MaskedCrossEntropy.Compute(model, hidden, packed, divisor);
            if (options.DecisionWeight > 0 && RefusalDecisionLoss.Compute(model, hidden, packed, new RefusalDecision(refusalTokens, labelled)) is { } decision)
            {
                loss += decision * options.DecisionWeight;
            }

            if (shared is not null && AnswerRows.Of(packed) is { } answers)
            {
                var held = Divergence(hidden, shared, answers, answered);
                divergence += held.Item();
                loss += held * options.ReferenceKlWeight;
            }

            loss.Backward();
            total += loss.Item();
        }

        return (total, divergence);
    }

    private Tensor Divergence(Tensor hidden, SharedStates shared, AnswerRows answers, double divisor)
    {
        var entering = shared.Entering.IndexSelect(0, Places(answers.Places));
        var frozen = reference!.Forward(answers.Tokens, entering).IndexSelect(0, Places(answers.PredictingWithin)); // (n, hidden)
        return KlToReference.Compute(model, hidden.IndexSelect(0, Places(answers.Predicting)), frozen, divisor);
    }

    private Tensor Places(long[] places) => Tensor.From<long>(places, [places.Length]).To(model.Device);

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
