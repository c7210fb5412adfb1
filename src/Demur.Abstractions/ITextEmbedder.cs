namespace Demur.Abstractions;

/// <summary>Turns texts into vectors whose inner product says how near their meanings are.</summary>
public interface ITextEmbedder
{
    /// <summary>Gets the length of a vector.</summary>
    int Dimensions { get; }

    /// <summary>Embeds texts.</summary>
    /// <param name="texts">The texts; longer ones than the model reads are cut at its limit.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>One vector of length <see cref="Dimensions"/> and Euclidean norm 1 a text, in order.</returns>
    Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken);
}
