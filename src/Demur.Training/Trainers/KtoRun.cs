using Demur.Abstractions;
using Demur.Data.Preferences;

namespace Demur.Training.Trainers;

/// <summary>KTO in a folder; the reference is the model before training.</summary>
/// <param name="settings">The folder and what to train.</param>
public sealed class KtoRun(TuningRunSettings settings)
{
    /// <summary>Gets answers whose loss ends training when it stops falling; none by default.</summary>
    public IReadOnlyList<RatedAnswer> Validation { get; init; } = [];

    /// <summary>Trains, or goes on with the folder's run.</summary>
    /// <param name="answers">The answers, of at least two prompts.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellationToken">Stops between steps with a checkpoint; the run can be resumed.</param>
    /// <returns>The folder of the tuned adapter or model, to be named as a target.</returns>
    /// <exception cref="DemurException">The folder holds another run or a finished one, all answers have one prompt, or a row is bad.</exception>
    public string Run(IReadOnlyList<RatedAnswer> answers, IProgress<TrainingStep>? progress, CancellationToken cancellationToken) =>
        new TuningRun(settings, "kto", settings.Recipe.Kto) { Requests = new TrainedRequests(PairUse.Dpo, [.. answers.Select(answer => Sample.IdOf(answer.Prompt)).Distinct()]) }.Run(HeldOutRows.With([.. answers.Select(IdOf)], [.. Validation.Select(IdOf)]), progress, context =>
        {
            var options = settings.Recipe.Kto;
            var (rows, held) = (Tokenize(answers), Tokenize(Validation));

            // The adapter changes nothing yet and checkpoints are not read yet, so this is the base in full tuning too.
            var (reference, heldReference) = (Reference(rows), Reference(held));
            context.StartDropout();
            KtoTrainer? trainer = null;
            trainer = new KtoTrainer(context.Local.Model, context.Parameters, options)
            {
                Dropout = context.Dropout,
                Ranks = context.Ranks,
                Stop = context.StopBy(options.EarlyStop, held.Length == 0 ? null : () => trainer!.LossOf(held, heldReference)),
            };
            trainer.Train(rows, reference, new TrainingSinks(context.Checkpoints(options.KeepCheckpoints), context.Steps), cancellationToken);

            KtoReference Reference(KtoRow[] some) => KtoTrainer.Reference(context.Local.Model, some, options.Batch.MicroBatchTokens);

            KtoRow[] Tokenize(IReadOnlyList<RatedAnswer> some) => [.. some.Select((answer, index) => new KtoRow(
                context.Rows.Tokenize(RowOf(answer, answer.Completion)),
                options.Loss.ApoZero ? null : context.Rows.Tokenize(RowOf(answer, some[OtherThan(some, index)].Completion)),
                answer.Desirable))];
        });

    // The nearest answer before it, from the end on again, that was given to another prompt.
    private static int OtherThan(IReadOnlyList<RatedAnswer> answers, int index)
    {
        var prompt = Sample.IdOf(answers[index].Prompt);
        for (var back = 1; back < answers.Count; back++)
        {
            var other = (index - back + answers.Count) % answers.Count;
            if (Sample.IdOf(answers[other].Prompt) != prompt)
            {
                return other;
            }
        }

        throw new DemurException(
            "KTO measures how far the model has moved on answers to other prompts, and all answers here have the same prompt. Add answers to other prompts, or set kto.loss.apo_zero to true.");
    }

    private static string IdOf(RatedAnswer answer) => answer.Id + answer.Desirable;

    private static TrainingRow RowOf(RatedAnswer answer, string text) => new()
    {
        Id = answer.Id,
        Messages = [.. answer.Prompt, new ChatTurn(ChatTurn.Assistant, text)],
        Label = SampleLabel.Controversial,
        Source = answer.Source,
        Licence = answer.Licence,
    };
}
