namespace Demur.Abstractions;

/// <summary>Gives log-probabilities of given text; a local target offers it through <c>GetService</c>.</summary>
public interface IContinuationScorer
{
    /// <summary>Scores continuations of one conversation, as the assistant's next turn.</summary>
    /// <param name="messages">The conversation before the continuation.</param>
    /// <param name="continuations">The texts to score.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>The log-probability, in nats and summed over the continuation's tokens, with the count of tokens, in order.</returns>
    Task<IReadOnlyList<ContinuationScore>> ScoreContinuationsAsync(
        IReadOnlyList<ChatTurn> messages, IReadOnlyList<string> continuations, CancellationToken cancellationToken);

    /// <summary>Scores plain texts without a chat template.</summary>
    /// <param name="texts">The texts; each one's first token is context only.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    Task<IReadOnlyList<ContinuationScore>> ScoreTextsAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken);
}
