using Demur.Abstractions;
using Demur.Models;
using Demur.Models.Adapters;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Training.Batching;
using Demur.Training.Checkpointing;
using Demur.Training.Distributed;
using Demur.Training.Losses;

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

    /// <summary>Gets what dropout draws from; its state is kept with the checkpoints.</summary>
    public Generator? Dropout { get; init; }

    /// <summary>Gets the processes that train together.</summary>
    public Ranks Ranks { get; init; } = Ranks.Alone;

    /// <summary>Gets when to end before the last step.</summary>
    public EarlyStop? Stop { get; init; }

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
        new TrainingLoop(parameters, options) { Dropout = Dropout, Stop = Stop, Ranks = Ranks }.Run(
            BatchPlan.Create(rows, options.Batch, options.Epochs, options.Seed),
            (_, step) => Accumulate([.. step.Select(index => rows[index])]),
            new TrainingSinks(checkpoints, progress),
            cancellationToken);
    }

    /// <summary>Gives the plain cross-entropy on rows, the mean over their targets, without training on them.</summary>
    /// <param name="rows">The rows; at least one target among them.</param>
    public double LossOf(IReadOnlyList<TokenizedRow> rows)
    {
        using var recording = Autograd.NoGrad();
        TrainingRowCheck.HasTargets(rows);
        var total = 0.0;
        foreach (var micro in BatchPlan.CutIntoMicroBatches(Ranks.ShareOf(rows), options.Batch.MicroBatchTokens))
        {
            using var scope = new TensorScope();
            var packed = PackedBatch.From(micro);
            total += MaskedCrossEntropy.Compute(model, model.Forward(TokenBatch.Of(packed.Rows())), packed, 1).Item();
        }

        return Ranks.Sum(total)[0] / rows.Sum(row => row.TargetCount);
    }

    private BatchLoss Accumulate(TokenizedRow[] batch)
    {
        var targets = batch.Sum(row => row.TargetCount);
        var (loss, divergence) = targets == 0 ? (0, null) : AccumulateGradients(batch);
        return new BatchLoss
        {
            Loss = loss, ReferenceKl = divergence, Rows = [.. batch.Select(row => row.Id)], Tokens = batch.Sum(row => row.TokenIds.Length), Targets = targets,
        };
    }

    private (double Loss, double? ReferenceKl) AccumulateGradients(TokenizedRow[] batch)
    {
        var total = 0.0;
        double? divergence = options.ReferenceKlWeight > 0 ? 0 : null;
        var divisor = Math.Max(1, batch.Sum(WeightOf));
        var labelled = Math.Max(1, batch.Count(row => row.Refuses is not null));
        var answered = Math.Max(1, batch.Where(row => row.Refuses == false).Sum(row => row.TargetCount == 0 ? 0 : row.TargetCount - 1 + options.ReferenceKlFirstWeight));
        foreach (var micro in BatchPlan.CutIntoMicroBatches(Ranks.ShareOf(batch), options.Batch.MicroBatchTokens))
        {
            using var scope = new TensorScope();
            using var shared = divergence is null ? null : reference!.Share();
            var packed = Weighted(PackedBatch.From(micro, options.FirstTokenWeight, options.AnswerWeight), micro);
            var hidden = model.Forward(TokenBatch.Of(packed.Rows())); // (N, hidden)
            var loss = MaskedCrossEntropy.Compute(model, hidden, packed, divisor);
            if (options.DecisionWeight > 0 && RefusalDecisionLoss.Compute(model, hidden, packed, new RefusalDecision(refusalTokens, labelled, options.HarmlessDecisionWeight)) is { } decision)
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
        return KlToReference.Compute(model, hidden.IndexSelect(0, Places(answers.Predicting)), frozen, new KlPositions(divisor)
        {
            Weights = [.. answers.IsFirst.Select(first => first ? (float)options.ReferenceKlFirstWeight : 1f)],
            LeavesOut = options.DecisionWeight > 0 ? [.. answers.IsFirst.Select(first => first ? 1f : 0f)] : null,
            LeftOut = refusalTokens,
        });
    }

    private Tensor Places(long[] places) => Tensor.From<long>(places, [places.Length]).To(model.Device);

    private PackedBatch Weighted(PackedBatch batch, IReadOnlyList<TokenizedRow> rows) => options.LossMean == LossMean.Token
        ? batch
        : batch with { Weights = [.. batch.Weights.Select((weight, target) => (float)(weight / Math.Max(TargetWeights(rows[batch.TargetRows[target]]), double.Epsilon)))] };

    private double WeightOf(TokenizedRow row) =>
        (row.TargetCount == 0 ? 0 : options.LossMean == LossMean.Token ? TargetWeights(row) : 1) * (row.Refuses == false ? options.AnswerWeight : 1);

    private double TargetWeights(TokenizedRow row) => row.TargetCount - 1 + options.FirstTokenWeight;
}
