using Demur.Abstractions;
using Demur.Models.Adapters;
using Demur.Training.Batching;

namespace Demur.Training.Trainers;

/// <summary>Supervised tuning in a folder.</summary>
/// <param name="settings">The folder and what to train.</param>
public sealed class SftRun(TuningRunSettings settings)
{
    /// <summary>Gets rows whose cross-entropy ends training when it stops falling; none by default.</summary>
    public IReadOnlyList<TrainingRow> Validation { get; init; } = [];

    /// <summary>Trains, or goes on with the folder's run.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellationToken">Stops between steps with a checkpoint; the run can be resumed.</param>
    /// <returns>The folder of the tuned adapter or model, to be named as a target.</returns>
    /// <exception cref="DemurException">The folder holds another run or a finished one, or the rows teach nothing.</exception>
    public string Run(IReadOnlyList<TrainingRow> rows, IProgress<TrainingStep>? progress, CancellationToken cancellationToken) =>
        new TuningRun(settings, "sft", settings.Recipe.Sft).Run(HeldOutRows.With([.. rows.Select(IdOf)], [.. Validation.Select(IdOf)]), progress, context =>
        {
            var options = settings.Recipe.Sft;
            var reference = context.Adapter is null ? null : new AdapterReference(context.Local.Model, context.Adapter);
            TokenizedRow[] tokenized = [.. rows.Select(row => context.Rows.Tokenize(row))];
            TrainingRowCheck.HasTargets(tokenized);
            TokenizedRow[] held = [.. Validation.Select(row => context.Rows.Tokenize(row))];
            context.StartDropout();
            SftTrainer? trainer = null;
            trainer = new SftTrainer(context.Local.Model, context.Parameters, options, reference)
            {
                Dropout = context.Dropout,
                Ranks = context.Ranks,
                Stop = context.StopBy(options.EarlyStop, held.Length == 0 ? null : () => trainer!.LossOf(held)),
            };
            trainer.Train(tokenized, context.Checkpoints(options.KeepCheckpoints), context.Steps, cancellationToken);
        });

    private static string IdOf(TrainingRow row) => row.Id + row.Complete;
}
