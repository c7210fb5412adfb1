using Demur.Abstractions;
using Demur.Models;
using Demur.Tensors;
using Demur.Training.Batching;
using Demur.Training.Distributed;
using Demur.Training.Losses;

namespace Demur.Training.Trainers;

/// <summary>Trains a score head, and with it an adapter or the whole model, on pairs.</summary>
/// <param name="model">The model under the head.</param>
/// <param name="head">The head.</param>
/// <param name="parameters">What is trained; the head's weight among it.</param>
/// <param name="options">The settings.</param>
public sealed class RewardTrainer(ICausalLanguageModel model, ScoreHead head, IReadOnlyList<TrainableParameter> parameters, RewardOptions options)
{
    /// <summary>Gets what dropout draws from; its state is kept with the checkpoints.</summary>
    public Generator? Dropout { get; init; }

    /// <summary>Gets the processes that train together.</summary>
    public Ranks Ranks { get; init; } = Ranks.Alone;

    /// <summary>Gets when to end before the last step.</summary>
    public EarlyStop? Stop { get; init; }

    /// <summary>Trains to the end of the plan, from the newest checkpoint when there is one.</summary>
    /// <param name="pairs">The texts of each pair's chosen and rejected answer, as token ids.</param>
    /// <param name="sinks">Checkpoints and progress.</param>
    /// <param name="cancellationToken">Stops between two steps, with a checkpoint of what was done.</param>
    /// <exception cref="DemurException">There are no pairs, or the loss is not a number.</exception>
    public void Train(IReadOnlyList<ScoredPair> pairs, TrainingSinks sinks, CancellationToken cancellationToken)
    {
        if (pairs.Count == 0)
        {
            throw new DemurException("There are no pairs to learn a score from. Build some with 'demur data pairs', or check that the file is the right one.");
        }

        TokenizedRow[] places = [.. pairs.Select(pair => new TokenizedRow { Id = pair.Id, TokenIds = pair.Chosen, IsTarget = [] })];
        new TrainingLoop(parameters, options) { Dropout = Dropout, Stop = Stop, Ranks = Ranks }.Run(
            BatchPlan.Create(places, options.Batch, options.Epochs, options.Seed),
            (_, batch) => Accumulate([.. batch.Select(index => pairs[index])]),
            sinks,
            cancellationToken);
    }

    /// <summary>Gives the mean loss of pairs without training on them.</summary>
    /// <param name="pairs">At least one pair.</param>
    public double LossOf(IReadOnlyList<ScoredPair> pairs)
    {
        using var recording = Autograd.NoGrad();
        var total = 0.0;
        foreach (var micro in BatchPlan.CutIntoMicroBatches(Ranks.ShareOf(pairs), pair => pair.Tokens, options.Batch.MicroBatchTokens))
        {
            using var scope = new TensorScope();
            var (chosen, rejected) = Scores(micro);
            total += Losses(chosen, rejected).Sum().Item();
        }

        return Ranks.Sum(total)[0] / pairs.Count;
    }

    private BatchLoss Accumulate(ScoredPair[] batch)
    {
        var (total, right) = (0.0, 0.0);
        foreach (var micro in BatchPlan.CutIntoMicroBatches(Ranks.ShareOf(batch), pair => pair.Tokens, options.Batch.MicroBatchTokens))
        {
            using var scope = new TensorScope();
            var (chosen, rejected) = Scores(micro);
            var loss = Losses(chosen, rejected).Sum() * (1.0 / batch.Length);
            loss.Backward();
            total += loss.Item();
            right += chosen.Detach().GreaterThan(rejected.Detach()).To(ScalarType.Float32).Sum().Item();
        }

        return new BatchLoss
        {
            Loss = total, Accuracy = right / batch.Length, Rows = [.. batch.Select(pair => pair.Id)], Tokens = batch.Sum(pair => pair.Tokens), Targets = 2 * batch.Length,
        };
    }

    private (Tensor Chosen, Tensor Rejected) Scores(IReadOnlyList<ScoredPair> pairs)
    {
        var scores = head.Score(model, [.. pairs.Select(pair => pair.Chosen), .. pairs.Select(pair => pair.Rejected)]); // (2n)
        return (scores.Narrow(0, 0, pairs.Count), scores.Narrow(0, pairs.Count, pairs.Count));
    }

    private Tensor Losses(Tensor chosen, Tensor rejected) => options.Kind == ScoreHeadKind.HarmDetector
        ? RewardLosses.HarmDetector(chosen, rejected, options.AsReleased)
        : RewardLosses.Pairwise(chosen, rejected, options.Margin);
}
