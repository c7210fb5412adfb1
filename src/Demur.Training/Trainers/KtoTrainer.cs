using Demur.Abstractions;
using Demur.Models;
using Demur.Tensors;
using Demur.Training.Batching;
using Demur.Training.Distributed;
using Demur.Training.Losses;
using Demur.Training.Losses.Preference;

namespace Demur.Training.Trainers;

/// <summary>KTO: learns from single answers that are marked good or bad.</summary>
/// <remarks>
/// A step first runs its mismatched answers without gradients for the divergence z, over the whole batch and all ranks, and then
/// its answers in micro-batches; every cut gives the gradient of the whole batch.
/// </remarks>
/// <param name="model">The policy.</param>
/// <param name="parameters">What is trained.</param>
/// <param name="options">The settings.</param>
public sealed class KtoTrainer(ICausalLanguageModel model, IReadOnlyList<TrainableParameter> parameters, KtoTrainerOptions options)
{
    /// <summary>Gets what dropout draws from; its state is kept with the checkpoints.</summary>
    public Generator? Dropout { get; init; }

    /// <summary>Gets the processes that train together.</summary>
    public Ranks Ranks { get; init; } = Ranks.Alone;

    /// <summary>Gets when to end before the last step.</summary>
    public EarlyStop? Stop { get; init; }

    /// <summary>Computes the reference's log-probabilities.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="microBatchTokens">The tokens computed at once.</param>
    public static KtoReference Reference(ICausalLanguageModel reference, IReadOnlyList<KtoRow> rows, int microBatchTokens) => new(
        SequenceLogProbs.ComputeAll(reference, [.. rows.Select(row => row.Row)], microBatchTokens),
        SequenceLogProbs.ComputeAll(reference, [.. rows.Select(row => row.Mismatched).OfType<TokenizedRow>()], microBatchTokens));

    /// <summary>Trains to the end of the plan, from the newest checkpoint when there is one.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="reference">The reference's log-probabilities of the same rows.</param>
    /// <param name="sinks">Checkpoints and progress.</param>
    /// <param name="cancellationToken">Stops between two steps, with a checkpoint of what was done.</param>
    /// <exception cref="DemurException">There are no rows, an answer is empty, or the loss is not a number.</exception>
    public void Train(IReadOnlyList<KtoRow> rows, KtoReference reference, TrainingSinks sinks, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            throw new DemurException("There are no rated answers. Give some with --data, or pairs with --pairs.");
        }

        if (rows.FirstOrDefault(row => row.Row.TargetCount == 0) is { } empty)
        {
            throw new DemurException($"Row {empty.Row.Id} has an answer without a token to learn. Leave it out, or check that the chat template renders it.");
        }

        new TrainingLoop(parameters, options) { Dropout = Dropout, Stop = Stop, Ranks = Ranks }.Run(
            BatchPlan.Create([.. rows.Select(row => row.Row)], options.Batch, options.Epochs, options.Seed),
            (_, step) => Accumulate(step, (rows, reference)),
            sinks,
            cancellationToken);
    }

    /// <summary>Gives the mean loss of rows, a batch at a time, without training on them.</summary>
    /// <param name="rows">At least one row.</param>
    /// <param name="reference">The reference's log-probabilities of the same rows.</param>
    public double LossOf(IReadOnlyList<KtoRow> rows, KtoReference reference)
    {
        using var recording = Autograd.NoGrad();
        return HeldOutRows.Mean([.. Enumerable.Range(0, rows.Count)], options.Batch.BatchSize, step => Ranks.Sum(Total(step, (rows, reference), _ => { }))[0]);
    }

    private BatchLoss Accumulate(IReadOnlyList<int> step, (IReadOnlyList<KtoRow> Rows, KtoReference Reference) data) => new()
    {
        Loss = Total(step, data, loss => loss.Backward()),
        Rows = [.. step.Select(index => data.Rows[index].Row.Id)],
        Tokens = step.Sum(index => data.Rows[index].Row.TokenIds.Length),
        Targets = step.Sum(index => data.Rows[index].Row.TargetCount),
    };

    // This rank's share of the step's loss; each micro-batch's is handed on before its states are freed.
    private double Total(IReadOnlyList<int> step, (IReadOnlyList<KtoRow> Rows, KtoReference Reference) data, Action<Tensor> each)
    {
        var share = Ranks.ShareOf(step);
        var mismatched = options.Loss.ApoZero ? 0 : Ranks.Sum(Divergence(share, data))[0] / step.Count;
        var total = 0.0;
        foreach (var micro in BatchPlan.CutIntoMicroBatches(share, index => data.Rows[index].Row.TokenIds.Length, options.Batch.MicroBatchTokens))
        {
            using var scope = new TensorScope();
            var policy = SequenceLogProbs.Compute(model, [.. micro.Select(index => data.Rows[index].Row)]); // (n)
            var reference = Tensor.From<float>([.. micro.Select(index => data.Reference.Answers[index])], [micro.Count]).To(policy.DType, policy.Device);
            var loss = KtoLoss.Compute(policy - reference, [.. micro.Select(index => data.Rows[index].Desirable)], mismatched, options.Loss).Sum() * (1.0 / step.Count);
            each(loss);
            total += loss.Item();
        }

        return total;
    }

    // The sum over these rows of log p(answer to another prompt) - log p_ref(it).
    private double Divergence(IReadOnlyList<int> rows, (IReadOnlyList<KtoRow> Rows, KtoReference Reference) data)
    {
        var policy = SequenceLogProbs.ComputeAll(model, [.. rows.Select(index => data.Rows[index].Mismatched!)], options.Batch.MicroBatchTokens);
        return rows.Zip(policy).Sum(pair => (double)pair.Second - data.Reference.Mismatched[pair.First]);
    }
}
