using Demur.Abstractions;
using Demur.Training.Batching;
using Demur.Training.Losses.Preference;

namespace Demur.Training.Trainers;

/// <summary>Preference optimisation in a folder; the reference is the model before training.</summary>
/// <param name="settings">The folder and what to train.</param>
public sealed class DpoRun(TuningRunSettings settings)
{
    /// <summary>Trains, or goes on with the folder's run.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellationToken">Stops between steps with a checkpoint; the run can be resumed.</param>
    /// <returns>The folder of the tuned adapter or model, to be named as a target.</returns>
    /// <exception cref="DemurException">The folder holds another run or a finished one, or a pair is bad.</exception>
    public string Run(IReadOnlyList<PreferencePair> pairs, IProgress<TrainingStep>? progress, CancellationToken cancellationToken) =>
        new TuningRun(settings, "dpo", settings.Recipe.Dpo).Run(pairs.Select(pair => PairTokenizer.IdOf(pair)), progress, context =>
        {
            var options = settings.Recipe.Dpo;
            TokenizedPair[] tokenized = [.. pairs.Select(pair => PairTokenizer.Tokenize(context.Rows, pair))];

            // The adapter changes nothing yet and checkpoints are not read yet, so this is the base in full tuning too.
            var reference = options.Loss.NeedsReference
                ? PairLogProbs.ComputeAll(context.Local.Model, tokenized, options.Loss.LdAlpha, options.Batch.MicroBatchTokens)
                : PairReference.None(tokenized.Length);
            context.StartDropout();
            new DpoTrainer(context.Local.Model, context.Parameters, options) { Dropout = context.Dropout, Ranks = context.Ranks }.Train(
                tokenized, reference, new TrainingSinks(context.Checkpoints(options.KeepCheckpoints), context.Steps), cancellationToken);
        });
}
