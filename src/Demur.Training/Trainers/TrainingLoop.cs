using System.Diagnostics;
using Demur.Abstractions;
using Demur.Tensors;
using Demur.Training.Batching;
using Demur.Training.Checkpointing;
using Demur.Training.Distributed;
using Demur.Training.Schedules;

namespace Demur.Training.Trainers;

/// <summary>The loop that every trainer shares: batch, gradients, clipping, AdamW, checkpoint.</summary>
/// <param name="parameters">What is trained; everything else stays frozen.</param>
/// <param name="options">Rate, schedule, batches and checkpoints.</param>
public sealed class TrainingLoop(IReadOnlyList<TrainableParameter> parameters, TrainingOptions options)
{
    /// <summary>Gets what dropout draws from; its state is kept with the checkpoints.</summary>
    public Generator? Dropout { get; init; }

    /// <summary>Gets tensors of the trainer's own that are kept with the checkpoints.</summary>
    public IReadOnlyDictionary<string, Tensor> Own { get; init; } = new Dictionary<string, Tensor>();

    /// <summary>Gets the processes that train together; <c>accumulate</c> then adds the gradients of this one's share alone.</summary>
    public Ranks Ranks { get; init; } = Ranks.Alone;

    /// <summary>Gets when to end before the last step, or <see langword="null"/> to go through with all.</summary>
    public EarlyStop? Stop { get; init; }

    /// <summary>Makes every step of the plan, from the newest checkpoint on when there is one.</summary>
    /// <param name="plan">The rows of each step.</param>
    /// <param name="accumulate">Adds a batch's gradients to the parameters, given the step and the indices of its rows.</param>
    /// <param name="sinks">Checkpoints and progress.</param>
    /// <param name="cancellationToken">Stops between two steps, with a checkpoint of what was done.</param>
    /// <exception cref="DemurException">A loss is not a number, or a batch does not fit into memory.</exception>
    public void Run(BatchPlan plan, Func<int, IReadOnlyList<int>, BatchLoss> accumulate, TrainingSinks sinks, CancellationToken cancellationToken)
    {
        var steps = Math.Min(plan.StepCount, options.MaxSteps ?? int.MaxValue);
        var schedule = new LearningRateSchedule(options.Schedule, options.WarmupSteps, steps);
        using var optimizer = CreateOptimizer();
        using var watch = Stop?.Begin();
        var state = new TrainingState(parameters, optimizer) { Dropout = Dropout, Own = watch is null ? Own : watch.AddTo(Own) };

        for (var step = Begin(sinks.Checkpoints, state); step < steps && watch?.IsOver != true; step++)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                Save(sinks.Checkpoints, state, step);
                cancellationToken.ThrowIfCancellationRequested();
            }

            var started = Stopwatch.GetTimestamp();
            var batch = Together(Accumulate(accumulate, step, plan.RowsOf(step)));
            var norm = GradientNorm.Clip(optimizer.Parameters, options.ClipNorm);
            CheckFinite(step, batch, norm);
            var rate = options.LearningRate * schedule.FactorAt(step);
            optimizer.Step(rate);
            optimizer.ZeroGrad();
            var report = Report(batch, (step, steps), (norm, rate), Stopwatch.GetElapsedTime(started));
            sinks.Steps?.Report(watch is null ? report : report with { HeldOut = Measure(watch, state, step) });
            if (options.CheckpointEvery > 0 && (step + 1) % options.CheckpointEvery == 0)
            {
                Save(sinks.Checkpoints, state, step + 1);
            }
        }

        TakeBest(watch, state);
    }

    private double? Measure(EarlyStopWatch watch, TrainingState state, int step)
    {
        var (figure, isBest) = watch.After(step);
        if (isBest)
        {
            Save(Stop!.Best, state, step + 1);
        }

        return figure;
    }

    private void TakeBest(EarlyStopWatch? watch, TrainingState state)
    {
        if (watch?.HasBest != true || Stop!.Best is not { } best)
        {
            return;
        }

        Ranks.Meet();
        if (best.Resume(state) == 0)
        {
            throw new DemurException("The state that measured best cannot be read, so there is nothing to end with. Train again into another --out.");
        }
    }

    private int Begin(TrainingCheckpoints? checkpoints, TrainingState state)
    {
        var step = checkpoints?.Resume(state) ?? 0;
        return Ranks.Sum(step)[0] == (double)step * Ranks.World
            ? step
            : throw new DemurException($"Rank {Ranks.Rank} goes on from step {step} and another rank does not. All ranks must see the same --out folder; put it on a file system that they share.");
    }

    private void Save(TrainingCheckpoints? checkpoints, TrainingState state, int step)
    {
        if (Ranks.Rank == 0)
        {
            checkpoints?.Save(state, step);
        }
    }

    private BatchLoss Together(BatchLoss share)
    {
        Ranks.SumGradients(parameters);
        if (Ranks.World == 1 || share.IsWhole)
        {
            return share;
        }

        var sums = Ranks.Sum(share.Loss, share.ReferenceKl ?? 0, share.Accuracy ?? 0);
        return share with { Loss = sums[0], ReferenceKl = share.ReferenceKl is null ? null : sums[1], Accuracy = share.Accuracy is null ? null : sums[2] };
    }

    private BatchLoss Accumulate(Func<int, IReadOnlyList<int>, BatchLoss> accumulate, int step, IReadOnlyList<int> rows)
    {
        try
        {
            if (Ranks.World > 1 && Dropout is not null)
            {
                // Each rank drops on its own, and a job with other ranks can go on from any step.
                using var fresh = new Generator(unchecked((options.Seed * 1_000_003L) + (step * (long)Ranks.World) + Ranks.Rank), Dropout.Device);
                using var drawn = fresh.GetState();
                Dropout.SetState(drawn);
            }

            return accumulate(step, rows);
        }
        catch (TorchOutOfMemoryException exception)
        {
            var tokens = options.Batch.MicroBatchTokens;
            throw new DemurException(
                $"Step {step} did not fit into memory with {tokens} tokens at once; nothing was updated and the last checkpoint is still good. " +
                $"Set batch.micro_batch_tokens to {Math.Max(1, tokens / 2)}, which gives the same steps for about half the memory{(options.GradientCheckpointing ? "" : ", or gradient_checkpointing to true")}, or shorten the longest rows.",
                exception);
        }
    }

    private static void CheckFinite(int step, BatchLoss batch, double norm)
    {
        if (!double.IsFinite(batch.Loss) || !double.IsFinite(norm))
        {
            throw new DemurException(
                $"The loss of step {step} is {batch.Loss} and its gradient norm {norm}; nothing was updated. The batch holds rows {string.Join(", ", batch.Rows)}. " +
                "Lower the learning rate, or look at these rows; the last checkpoint is still good.");
        }
    }

    private static TrainingStep Report(BatchLoss batch, (int Done, int All) step, (double Norm, double Rate) update, TimeSpan time) => new()
    {
        Step = step.Done,
        Steps = step.All,
        Loss = batch.Loss,
        ReferenceKl = batch.ReferenceKl,
        Accuracy = batch.Accuracy,
        GradientNorm = update.Norm,
        LearningRate = update.Rate,
        Tokens = batch.Tokens,
        Targets = batch.Targets,
        Seconds = time.TotalSeconds,
    };

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
}
