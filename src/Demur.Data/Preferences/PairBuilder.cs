using Demur.Abstractions;

namespace Demur.Data.Preferences;

/// <summary>Makes preference pairs of training rows and a model's own answers.</summary>
/// <param name="sampler">Draws the model's answers.</param>
/// <param name="ranking">Says how good an answer is.</param>
public sealed class PairBuilder(AnswerSampler sampler, AnswerRanking ranking)
{
    /// <summary>
    /// Prefers the row's own target, a refusal that names and redirects or an answer, to the worst of the model's answers;
    /// a harmless row that the model never refuses is set against the refusal of its harmful twin.
    /// </summary>
    /// <param name="row">The request, its label and its target.</param>
    /// <param name="twinsRefusal">The refusal that the row's twin teaches, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops the model.</param>
    /// <returns>The pair, or <see langword="null"/> when no answer is worse than the target.</returns>
    public async Task<PreferencePair?> AgainstTargetAsync(TrainingRow row, string? twinsRefusal, CancellationToken cancellationToken)
    {
        var target = new SampledAnswer(row.Messages[^1].Content, !row.Complete);
        var chosen = (await ranking.RankAsync(row, [target], cancellationToken).ConfigureAwait(false))[0] ?? 1;
        var ranked = await RankedAsync(row, cancellationToken).ConfigureAwait(false);
        var worst = ranked.Count > 0 ? ranked[^1] : default;
        if (worst.Answer is null || worst.Rank > 0.5)
        {
            worst = twinsRefusal is null || row.Label != SampleLabel.Harmless ? default : (new SampledAnswer(twinsRefusal, false), 0);
        }

        return worst.Answer is null || worst.Rank >= chosen ? null : Pair(row, target.Text, worst.Answer.Text, chosen - worst.Rank);
    }

    /// <summary>Prefers the best of the model's own answers to its worst.</summary>
    /// <param name="row">The request and its label.</param>
    /// <param name="cancellationToken">Stops the model.</param>
    /// <returns>The pair, or <see langword="null"/> when the answers rank alike.</returns>
    public async Task<PreferencePair?> OnPolicyAsync(TrainingRow row, CancellationToken cancellationToken)
    {
        var ranked = await RankedAsync(row, cancellationToken).ConfigureAwait(false);
        return ranked is [var best, .., var worst] && best.Rank > worst.Rank ? Pair(row, best.Answer!.Text, worst.Answer!.Text, best.Rank - worst.Rank) : null;
    }

    /// <summary>Gives the row with the best of the model's own answers as its target, as RAFT tunes on (Dong et al. 2023).</summary>
    /// <param name="row">The request and its label.</param>
    /// <param name="cancellationToken">Stops the model.</param>
    /// <returns>The row, or <see langword="null"/> when no answer can be ranked.</returns>
    public async Task<TrainingRow?> BestAsync(TrainingRow row, CancellationToken cancellationToken)
    {
        var ranked = await RankedAsync(row, cancellationToken).ConfigureAwait(false);
        if (ranked.Count == 0)
        {
            return null;
        }

        ChatTurn[] messages = [.. row.Messages.SkipLast(1), new ChatTurn(ChatTurn.Assistant, ranked[0].Answer!.Text)];
        return row with { Id = Sample.IdOf(messages), Messages = messages, Complete = !ranked[0].Answer!.Truncated };
    }

    private static PreferencePair Pair(TrainingRow row, string chosen, string rejected, double margin) => new()
    {
        Id = Sample.IdOf(row.Messages.SkipLast(1)),
        Prompt = [.. row.Messages.SkipLast(1)],
        Chosen = chosen,
        Rejected = rejected,
        Margin = margin,
        Label = row.Label,
        Source = row.Source,
        Licence = row.Licence,
    };

    // Best first; equals keep the order in which they were drawn.
    private async Task<IReadOnlyList<(SampledAnswer? Answer, double Rank)>> RankedAsync(TrainingRow row, CancellationToken cancellationToken)
    {
        var answers = await sampler.SampleAsync([.. row.Messages.SkipLast(1)], cancellationToken).ConfigureAwait(false);
        var ranks = await ranking.RankAsync(row, answers, cancellationToken).ConfigureAwait(false);
        return
        [
            .. answers.Zip(ranks)
                .Where(entry => entry.Second is not null)
                .Select(entry => ((SampledAnswer?)entry.First, entry.Second!.Value))
                .OrderByDescending(entry => entry.Value),
        ];
    }
}
