using Demur.Abstractions;

namespace Demur.Evaluation.Judges;

/// <summary>A judge of refusal that can follow a stricter definition of it than Demur's own.</summary>
public interface IRefusalJudge : IScorer
{
    /// <summary>Scores one response under a definition; <see cref="IScorer.ScoreAsync"/> does so under <see cref="RefusalDefinition.NothingGiven"/>.</summary>
    /// <param name="sample">What was asked.</param>
    /// <param name="response">What came back.</param>
    /// <param name="definition">What counts as a full refusal.</param>
    /// <param name="cancellationToken">Stops a judge that waits for something.</param>
    ValueTask<Score> ScoreAsync(Sample sample, SampleResponse response, RefusalDefinition definition, CancellationToken cancellationToken);
}
