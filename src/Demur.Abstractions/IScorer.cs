namespace Demur.Abstractions;

/// <summary>Decides what a response did.</summary>
/// <remarks>Implementations are thread safe and never throw for the content of a response: what cannot be scored is <see cref="Outcome.Unscored"/>.</remarks>
public interface IScorer
{
    /// <summary>Gets the short name used in files and tables, such as <c>refusal-substrings</c>.</summary>
    string Name { get; }

    /// <summary>Gets the hash of all that decides the outcome; runs scored by different identities are not compared.</summary>
    string Identity { get; }

    /// <summary>Scores one response.</summary>
    /// <param name="sample">What was asked.</param>
    /// <param name="response">What came back.</param>
    /// <param name="cancellationToken">Stops a scorer that waits for something.</param>
    ValueTask<Score> ScoreAsync(Sample sample, SampleResponse response, CancellationToken cancellationToken);
}
