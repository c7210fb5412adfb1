using Demur.Abstractions;
using Demur.Data.Preferences;
using Demur.Training.Batching;

namespace Demur.Training.Trainers;

/// <summary>DeRTa in a folder.</summary>
/// <param name="settings">The folder and what to train.</param>
public sealed class DertaRun(TuningRunSettings settings)
{
    /// <summary>Gets pairs whose loss ends training when it stops falling; none by default.</summary>
    public IReadOnlyList<PreferencePair> Validation { get; init; } = [];

    /// <summary>Trains, or goes on with the folder's run.</summary>
    /// <param name="ordinary">Ordinary rows; may be empty.</param>
    /// <param name="pairs">Requests with a refusal (chosen) and a harmful answer (rejected).</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellationToken">Stops between steps with a checkpoint; the run can be resumed.</param>
    /// <returns>The folder of the tuned adapter or model, to be named as a target.</returns>
    /// <exception cref="DemurException">The folder holds another run or a finished one, the refusal word is no single token, or a row is bad.</exception>
    public string Run(
        IReadOnlyList<TrainingRow> ordinary, IReadOnlyList<PreferencePair> pairs, IProgress<TrainingStep>? progress, CancellationToken cancellationToken) =>
        new TuningRun(settings, "derta", settings.Recipe.Derta) { Requests = TrainedRequests.Of(PairUse.Dpo, pairs) }.Run(
            HeldOutRows.With([.. ordinary.Select(row => row.Id + row.Complete), .. pairs.Select(PairTokenizer.IdOf)], [.. Validation.Select(PairTokenizer.IdOf)]), progress, context =>
            {
                var options = settings.Recipe.Derta;
                var rows = new DertaRows(context.Rows, RefusalToken.Of(context.Local.Tokenizer, options.RefusalWord), options);
                var held = new DertaData([], Validation);
                context.StartDropout();
                DertaTrainer? trainer = null;
                trainer = new DertaTrainer(context.Local.Model, context.Parameters, options)
                {
                    Dropout = context.Dropout,
                    Ranks = context.Ranks,
                    Stop = context.StopBy(options.EarlyStop, held.Pairs.Count == 0 ? null : () => trainer!.LossOf(held, rows)),
                };
                trainer.Train(
                    new DertaData([.. ordinary.Select(row => context.Rows.Tokenize(row))], pairs),
                    rows,
                    new TrainingSinks(context.Checkpoints(options.KeepCheckpoints), context.Steps),
                    cancellationToken);
            });
}
