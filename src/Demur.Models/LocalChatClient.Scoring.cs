using Demur.Abstractions;
using Demur.Models.Generation;

namespace Demur.Models;

public sealed partial class LocalChatClient
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<ContinuationScore>> ScoreContinuationsAsync(
        IReadOnlyList<ChatTurn> messages, IReadOnlyList<string> continuations, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(continuations);
        var prompt = _prompt.Encode(messages, string.Empty);
        IReadOnlyList<int>[] rows = [.. continuations.Select(text => _prompt.EncodeContinuation(messages, prompt, text))];
        var scores = await OnModelAsync(
            token => new SequenceScorer(_local.Model).ScoreContinuations(prompt, rows, token), cancellationToken).ConfigureAwait(false);
        return [.. scores.Select(Total)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ContinuationScore>> ScoreTextsAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        IReadOnlyList<int>[] rows = [.. texts.Select(text => _local.Tokenizer.EncodeToIds(text))];
        var scores = await OnModelAsync(
            token => new SequenceScorer(_local.Model).ScoreTexts(rows, token), cancellationToken).ConfigureAwait(false);
        return [.. scores.Select(Total)];
    }

    private static ContinuationScore Total(float[] logProbabilities) =>
        new(logProbabilities.Sum(value => (double)value), logProbabilities.Length);

    private async Task<T> OnModelAsync<T>(Func<CancellationToken, T> body, CancellationToken cancellationToken)
    {
        var job = new ModelJob<T>(body, cancellationToken);
        _worker.Add(job);
        return await job.Done.ConfigureAwait(false);
    }
}
