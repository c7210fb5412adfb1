using Demur.Abstractions;
using Demur.Data.Preferences;
using Demur.Models.Encoders;
using Demur.Training.Trainers;

namespace Demur.Cli.Targets;

/// <summary>A trained score head that ranks answers.</summary>
/// <param name="path">A classifier's folder or the run that trained it.</param>
internal sealed class RewardModel(string path) : IDisposable
{
    private readonly TextClassifier _classifier = TextClassifier.Open(LocalTarget.ResultOf(path));

    /// <summary>Refuses to rank answers to requests that the model was trained on.</summary>
    public void CheckApart(IReadOnlyList<TrainingRow> rows)
    {
        var learnt = TrainedRequests.Read(path);
        PairUses.CheckApart([.. rows.Select(row => Sample.IdOf(row.Messages.SkipLast(1)))], learnt);
    }

    /// <summary>Scores many answers, a batch at a time.</summary>
    public async Task<IReadOnlyList<double>> ScoreAsync(IReadOnlyList<(IReadOnlyList<ChatTurn> Prompt, string Answer)> answers, CancellationToken cancellationToken)
    {
        var scores = await _classifier.ScoreAsync([.. answers.Select(answer => ScoreHead.TextOf(answer.Prompt, answer.Answer))], cancellationToken).ConfigureAwait(false);
        return [.. scores.Select(score => (double)score[0])];
    }

    public void Dispose() => _classifier.Dispose();
}
