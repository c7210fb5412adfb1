using Demur.Abstractions;

namespace Demur.Data.Preferences;

/// <summary>Says how good an answer is: by what a judge makes of it, and by a reward where there is one.</summary>
/// <param name="judge">Tells refusals from compliance.</param>
/// <param name="reward">Gives a further score of prompts with answers, larger being better; null for the judge alone.</param>
public sealed class AnswerRanking(IScorer judge, Func<IReadOnlyList<(IReadOnlyList<ChatTurn> Prompt, string Answer)>, CancellationToken, Task<IReadOnlyList<double>>>? reward = null)
{
    /// <summary>Ranks answers: 1 for what a good model does, 0.5 for half of it, 0 for the opposite, plus the reward.</summary>
    /// <param name="row">The request with its label.</param>
    /// <param name="answers">Answers to it; the reward reads them as one batch.</param>
    /// <param name="cancellationToken">Stops judge or reward.</param>
    /// <returns>Their ranks in order, <see langword="null"/> for one that is degenerate or cannot be judged.</returns>
    public async Task<IReadOnlyList<double?>> RankAsync(TrainingRow row, IReadOnlyList<SampledAnswer> answers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var prompt = row.Messages.SkipLast(1).ToArray();
        var judged = new double?[answers.Count];
        foreach (var (index, answer) in answers.Index())
        {
            judged[index] = await JudgedAsync(row, prompt, answer, cancellationToken).ConfigureAwait(false);
        }

        int[] ranked = [.. Enumerable.Range(0, answers.Count).Where(index => judged[index] is not null)];
        if (reward is not null && ranked.Length > 0)
        {
            var scores = await reward([.. ranked.Select(index => ((IReadOnlyList<ChatTurn>)prompt, answers[index].Text))], cancellationToken).ConfigureAwait(false);
            foreach (var (index, score) in ranked.Zip(scores))
            {
                judged[index] += score;
            }
        }

        return judged;
    }

    private async Task<double?> JudgedAsync(TrainingRow row, ChatTurn[] prompt, SampledAnswer answer, CancellationToken cancellationToken)
    {
        var sample = new Sample { Id = row.Id, Messages = prompt, Label = row.Label, Task = row.Task, Category = row.Category, Source = row.Source, Licence = row.Licence };
        var score = await judge.ScoreAsync(sample, new SampleResponse { Text = answer.Text, Truncated = answer.Truncated }, cancellationToken).ConfigureAwait(false);
        double? refused = score.Outcome switch
        {
            Outcome.FullRefusal => 1,
            Outcome.PartialRefusal => 0.5,
            Outcome.FullCompliance => 0,
            _ => null,
        };
        return refused is not { } share ? null : row.Label == SampleLabel.Harmful ? share : 1 - share;
    }
}
