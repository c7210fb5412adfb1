using Demur.Abstractions;
using Demur.Data.Preferences;
using Demur.Training.Batching;

namespace Demur.Training.Trainers;

/// <summary>The training of a reward model or harm detector in a folder; what comes out is a sequence classifier's checkpoint.</summary>
/// <param name="settings">The folder and what to train.</param>
public sealed class RewardRun(TuningRunSettings settings)
{
    /// <summary>Gets pairs whose loss ends training when it stops falling; none by default.</summary>
    public IReadOnlyList<PreferencePair> Validation { get; init; } = [];

    /// <summary>Trains, or goes on with the folder's run.</summary>
    /// <param name="pairs">The pairs; for a harm detector the chosen answer is safe and the rejected one is not.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellationToken">Stops between steps with a checkpoint; the run can be resumed.</param>
    /// <returns>The classifier's folder.</returns>
    /// <exception cref="DemurException">The folder holds another run or a finished one, or there are no pairs.</exception>
    public string Run(IReadOnlyList<PreferencePair> pairs, IProgress<TrainingStep>? progress, CancellationToken cancellationToken)
    {
        ScoreHead? head = null;
        try
        {
            return new TuningRun(settings, "reward", settings.Recipe.Reward)
            {
                Requests = TrainedRequests.Of(PairUse.Reward, pairs),
                SaveWith = (folder, local, checkpoint) => head!.Save(folder, local.Model, checkpoint),
            }.Run(
                HeldOutRows.With([.. pairs.Select(PairTokenizer.IdOf)], [.. Validation.Select(PairTokenizer.IdOf)]), progress, context =>
                {
                    var options = settings.Recipe.Reward;
                    head = new ScoreHead(context.Local.Model, options.Seed);
                    var checkpoints = context.Checkpoints(options.KeepCheckpoints);
                    var (scored, held) = (Encoded(pairs), Encoded(Validation));
                    context.StartDropout();
                    RewardTrainer? trainer = null;
                    trainer = new RewardTrainer(context.Local.Model, head, [.. context.Parameters, new TrainableParameter("score.weight", head.Weight)], options)
                    {
                        Dropout = context.Dropout,
                        Ranks = context.Ranks,
                        Stop = context.StopBy(options.EarlyStop, held.Length == 0 ? null : () => trainer!.LossOf(held)),
                    };
                    trainer.Train(scored, new TrainingSinks(checkpoints, context.Steps), cancellationToken);

                    ScoredPair[] Encoded(IReadOnlyList<PreferencePair> some) => [.. some.Select(pair => new ScoredPair(pair.Id, Encode(pair, pair.Chosen), Encode(pair, pair.Rejected)))];

                    int[] Encode(PreferencePair pair, string answer) => [.. context.Local.Tokenizer.EncodeToIds(ScoreHead.TextOf(pair.Prompt, answer)).Take(options.MaxTokens)];
                });
        }
        finally
        {
            head?.Dispose();
        }
    }
}
