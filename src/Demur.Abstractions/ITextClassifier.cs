namespace Demur.Abstractions;

/// <summary>Gives the probabilities of labels for a text that answers another.</summary>
public interface ITextClassifier
{
    /// <summary>Gets the hash of all that decides the probabilities.</summary>
    string Identity { get; }

    /// <summary>Gets the labels' names, one a probability.</summary>
    IReadOnlyList<string> Labels { get; }

    /// <summary>Reads pairs of texts.</summary>
    /// <param name="pairs">The first text (a request) and the second (an answer; empty where there is only one text). Longer ones lose their end.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>One list a pair in order, one probability a label.</returns>
    Task<IReadOnlyList<float[]>> ClassifyAsync(IReadOnlyList<(string First, string Second)> pairs, CancellationToken cancellationToken);
}
