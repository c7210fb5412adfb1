using Demur.Abstractions;
using Demur.Data.Preferences;
using Demur.Training.Batching;
using Demur.Training.Losses.Preference;

namespace Demur.Training.Trainers;

/// <summary>Preference optimisation in a folder; the reference is the model before training.</summary>
/// <param name="settings">The folder and what to train.</param>
public sealed class DpoRun(TuningRunSettings settings)
{
    /// <summary>Gets pairs whose loss ends training when it stops falling; none by default.</summary>
    public IReadOnlyList<PreferencePair> Validation { get; init; } = [];

    /// <summary>Trains, or goes on with the folder's run.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellationToken">Stops between steps with a checkpoint; the run can be resumed.</param>
    /// <returns>The folder of the tuned adapter or model, to be named as a target.</returns>
    /// <exception cref="DemurException">The folder holds another run or a finished one, or a pair is bad.</exception>
    public string Run(IReadOnlyList<PreferencePair> pairs, IProgress<TrainingStep>? progress, CancellationToken cancellationToken) =>
        new TuningRun(settings, "dpo", settings.Recipe.Dpo) { Requests = TrainedRequests.Of(PairUse.Dpo, pairs) }.Run(HeldOutRows.With([.. pairs.Select(PairTokenizer.IdOf)], [.. Validation.Select(PairTokenizer.IdOf)]), progress, context =>
        {
            var options = settings.Recipe.Dpo;
            var tokenized = Tokenize(pairs);
            var held = Tokenize(Validation);

            // The adapter changes nothing yet and checkpoints are not read yet, so this is the base in full tuning too.
            var (reference, heldReference) = (Reference(tokenized), Reference(held));
            context.StartDropout();
            DpoTrainer? trainer = null;
            trainer = new DpoTrainer(context.Local.Model, context.Parameters, options)
            {
                Dropout = context.Dropout,
                Ranks = context.Ranks,
                Stop = context.StopBy(options.EarlyStop, held.Length == 0 ? null : () => trainer!.LossOf(held, heldReference)),
            };
            trainer.Train(tokenized, reference, new TrainingSinks(context.Checkpoints(options.KeepCheckpoints), context.Steps), cancellationToken);

            TokenizedPair[] Tokenize(IReadOnlyList<PreferencePair> some) => [.. some.Select(pair => PairTokenizer.Tokenize(context.Rows, pair))];

            PairReference Reference(TokenizedPair[] some) => options.Loss.NeedsReference
                ? PairLogProbs.ComputeAll(context.Local.Model, some, options.Loss.LdAlpha, options.Batch.MicroBatchTokens)
                : PairReference.None(some.Length);
        });
}
