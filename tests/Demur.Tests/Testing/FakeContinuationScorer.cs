using Demur.Abstractions;

namespace Demur.Tests.Testing;

/// <summary>Log-probabilities that a test writes: so many nats a character.</summary>
internal sealed class FakeContinuationScorer(Func<string, double> natsPerCharacter) : IContinuationScorer
{
    public Task<IReadOnlyList<ContinuationScore>> ScoreContinuationsAsync(
        IReadOnlyList<ChatTurn> messages, IReadOnlyList<string> continuations, CancellationToken cancellationToken) =>
        ScoreTextsAsync(continuations, cancellationToken);

    public Task<IReadOnlyList<ContinuationScore>> ScoreTextsAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ContinuationScore>>([.. texts.Select(text => new ContinuationScore(-natsPerCharacter(text) * text.Length, text.Length))]);
}
