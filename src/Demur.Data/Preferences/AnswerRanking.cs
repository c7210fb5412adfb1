using Demur.Abstractions;

namespace Demur.Data.Preferences;

/// <summary>Says how good an answer is: by what a judge makes of it, and by a reward where there is one.</summary>
/// <param name="judge">Tells refusals from compliance.</param>
/// <param name="reward">Gives a further score of prompt and answer, larger being better; null for the judge alone.</param>
public sealed class AnswerRanking(IScorer judge, Func<IReadOnlyList<ChatTurn>, string, CancellationToken, Task<double>>? reward = null)
{
    /// <summary>Ranks an answer: 1 for what a good model does, 0.5 for half of it, 0 for the opposite, plus the reward.</summary>
    /// <param name="row">The request with its label.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="cancellationToken">Stops judge or reward.</param>
    /// <returns>The rank, or <see langword="null"/> when the answer is degenerate or cannot be judged.</returns>
    public async Task<double?> RankAsync(TrainingRow row, SampledAnswer answer, CancellationToken cancellationToken)
    {
        var prompt = row.Messages.SkipLast(1).ToArray();
        var sample = new Sample { Id = row.Id, Messages = prompt, Label = row.Label, Task = row.Task, Category = row.Category, Source = row.Source, Licence = row.Licence };
        var score = await judge.ScoreAsync(sample, new SampleResponse { Text = answer.Text, Truncated = answer.Truncated }, cancellationToken).ConfigureAwait(false);
        double? refused = score.Outcome switch
        {
            Outcome.FullRefusal => 1,
            Outcome.PartialRefusal => 0.5,
            Outcome.FullCompliance => 0,
            _ => null,
        };
        if (refused is not { } share)
        {
            return null;
        }

        var rank = row.Label == SampleLabel.Harmful ? share : 1 - share;
        return reward is null ? rank : rank + await reward(prompt, answer.Text, cancellationToken).ConfigureAwait(false);
    }
}
