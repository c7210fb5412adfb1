using Demur.Abstractions;
using Demur.Models;
using Demur.Tensors;
using Demur.Training.Batching;
using Demur.Training.Distributed;
using Demur.Training.Losses.Preference;

namespace Demur.Training.Trainers;

/// <summary>Preference optimisation: any sum of <see cref="PreferenceLossKind"/> on pairs of a chosen and a rejected answer.</summary>
/// <remarks>
/// The losses depend on a batch only through its sums of log-probabilities. A batch that does not fit at once is therefore run
/// twice: without gradients for the loss and its slopes at the sums, then in pieces with those slopes as weights. Every cut
/// gives the gradient of the whole batch, also for losses that sort over it.
/// </remarks>
/// <param name="model">The policy.</param>
/// <param name="parameters">What is trained.</param>
/// <param name="options">The settings.</param>
public sealed class DpoTrainer(ICausalLanguageModel model, IReadOnlyList<TrainableParameter> parameters, DpoOptions options)
{
    private const string Rewards = "mean_reward";

    /// <summary>Gets what dropout draws from; its state is kept with the checkpoints.</summary>
    public Generator? Dropout { get; init; }

    /// <summary>Gets the processes that train together.</summary>
    public Ranks Ranks { get; init; } = Ranks.Alone;

    /// <summary>Gets when to end before the last step.</summary>
    public EarlyStop? Stop { get; init; }

    /// <summary>Trains to the end of the plan, from the newest checkpoint when there is one.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="reference">The reference's log-probabilities of the same pairs.</param>
    /// <param name="sinks">Checkpoints and progress.</param>
    /// <param name="cancellationToken">Stops between two steps, with a checkpoint of what was done.</param>
    /// <exception cref="DemurException">There are no pairs, an answer is empty, or the loss is not a number.</exception>
    public void Train(IReadOnlyList<TokenizedPair> pairs, PairReference reference, TrainingSinks sinks, CancellationToken cancellationToken)
    {
        if (pairs.Count == 0)
        {
            throw new DemurException("There are no preference pairs. Build some with 'demur data pairs', or check that the file is the right one.");
        }

        if (pairs.FirstOrDefault(pair => pair.Chosen.TargetCount == 0 || pair.Rejected.TargetCount == 0) is { } empty)
        {
            throw new DemurException($"Pair {empty.Id} has an answer without a token to learn. Leave it out, or check that the chat template renders it.");
        }

        using var scope = new TensorScope();
        var rewards = Tensor.Zeros([2], ScalarType.Float64); // sum of batch means, batches
        new TrainingLoop(parameters, options) { Dropout = Dropout, Stop = Stop, Ranks = Ranks, Own = new Dictionary<string, Tensor> { [Rewards] = rewards } }.Run(
            BatchPlan.Create([.. pairs.Select(pair => pair.Chosen)], options.Batch, options.Epochs, options.Seed),
            (_, step) => Accumulate(new PairBatch(step, pairs, reference), rewards),
            sinks,
            cancellationToken);
    }

    /// <summary>Gives the mean loss of pairs, a batch at a time, without training on them.</summary>
    /// <param name="pairs">At least one pair.</param>
    /// <param name="reference">The reference's log-probabilities of the same pairs.</param>
    public double LossOf(IReadOnlyList<TokenizedPair> pairs, PairReference reference)
    {
        using var recording = Autograd.NoGrad();
        return HeldOutRows.Mean([.. Enumerable.Range(0, pairs.Count)], options.Batch.BatchSize, step =>
        {
            using var scope = new TensorScope();
            var batch = new PairBatch(step, pairs, reference);
            var (chosen, rejected) = Sums(batch);
            return PairLosses.Compute(batch.Scores(chosen, rejected), options.Loss).Mean().Item();
        });
    }

    private BatchLoss Accumulate(PairBatch batch, Tensor rewards)
    {
        using var scope = new TensorScope();
        var all = rewards.ToArray<double>();
        var shift = all[1] == 0 ? 0 : all[0] / all[1];
        var pieces = BatchPlan.CutIntoMicroBatches<int>(Ranks.ShareOf<int>([.. Enumerable.Range(0, batch.Pairs.Count)]), place => batch.Pairs[place].Tokens, options.Batch.MicroBatchTokens);
        var (scores, loss) = pieces.Count == 1 && Ranks.World == 1 ? AtOnce(batch, shift) : InPieces(batch, pieces, shift);
        rewards.CopyFrom(Tensor.From<double>([all[0] + PairLosses.MeanReward(scores, options.Loss.Beta), all[1] + 1], [2]));
        using var recording = Autograd.NoGrad();
        return new BatchLoss
        {
            Loss = loss,
            IsWhole = true,
            Accuracy = scores.ChosenRatio.GreaterThan(scores.RejectedRatio).To(ScalarType.Float32).Mean().Item(),
            Rows = [.. batch.Pairs.Select(pair => pair.Id)],
            Tokens = batch.Pairs.Sum(pair => pair.Tokens),
            Targets = batch.Pairs.Sum(pair => pair.Targets),
        };
    }

    private (PreferenceScores Scores, double Loss) AtOnce(PairBatch batch, double shift)
    {
        var (chosen, rejected) = PairLogProbs.Compute(model, batch.Pairs, options.Loss.LdAlpha);
        var scores = batch.Scores(chosen, rejected);
        var loss = PairLosses.Compute(scores, options.Loss, shift).Mean();
        loss.Backward();
        return (scores, loss.Item());
    }

    private (PreferenceScores Scores, double Loss) InPieces(PairBatch batch, IReadOnlyList<IReadOnlyList<int>> pieces, double shift)
    {
        var state = Dropout?.GetState();
        var (chosen, rejected) = Sums(batch);
        var scores = batch.Scores(chosen, rejected);
        var loss = PairLosses.Compute(scores, options.Loss, shift).Mean();
        var slopes = Autograd.Gradients(loss, [chosen, rejected]);
        if (state is not null)
        {
            // The second pass drops what the first one dropped.
            Dropout!.SetState(state);
        }

        foreach (var piece in pieces)
        {
            using var scope = new TensorScope();
            var places = Tensor.From<long>([.. piece.Select(place => (long)place)], [piece.Count]).To(model.Device);
            var (better, worse) = PairLogProbs.Compute(model, [.. piece.Select(place => batch.Pairs[place])], options.Loss.LdAlpha);
            ((better * slopes[0].IndexSelect(0, places)).Sum() + (worse * slopes[1].IndexSelect(0, places)).Sum()).Backward();
        }

        return (scores, loss.Item());
    }

    // Every process computes its share; the others' places are zero and filled by adding up.
    private (Tensor Chosen, Tensor Rejected) Sums(PairBatch batch)
    {
        var share = Ranks.ShareOf<int>([.. Enumerable.Range(0, batch.Pairs.Count)]);
        var own = PairLogProbs.ComputeAll(model, [.. share.Select(place => batch.Pairs[place])], options.Loss.LdAlpha, options.Batch.MicroBatchTokens);
        var all = new double[2 * batch.Pairs.Count];
        for (var index = 0; index < share.Count; index++)
        {
            (all[share[index]], all[batch.Pairs.Count + share[index]]) = (own.Chosen[index], own.Rejected[index]);
        }

        float[] sums = [.. Ranks.Sum(all).Select(value => (float)value)];
        return (Leaf(sums[..batch.Pairs.Count]), Leaf(sums[batch.Pairs.Count..]));
    }

    private Tensor Leaf(float[] values) => Tensor.From<float>(values, [values.Length]).To(model.Device).WithGrad();

    private sealed class PairBatch(IReadOnlyList<int> step, IReadOnlyList<TokenizedPair> pairs, PairReference reference)
    {
        public IReadOnlyList<TokenizedPair> Pairs { get; } = [.. step.Select(index => pairs[index])];

        public PreferenceScores Scores(Tensor chosen, Tensor rejected) => new()
        {
            PolicyChosen = chosen,
            PolicyRejected = rejected,
            ReferenceChosen = Row(chosen, step.Select(index => reference.Chosen[index])),
            ReferenceRejected = Row(chosen, step.Select(index => reference.Rejected[index])),
            ChosenTokens = Row(chosen, Pairs.Select(pair => (float)pair.Chosen.TargetCount)),
            RejectedTokens = Row(chosen, Pairs.Select(pair => (float)pair.Rejected.TargetCount)),
        };

        private static Tensor Row(Tensor like, IEnumerable<float> values) => Tensor.From<float>([.. values], [like.Size(0)]).To(like.DType, like.Device);
    }
}
