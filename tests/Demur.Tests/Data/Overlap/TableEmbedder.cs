using Demur.Abstractions;

namespace Demur.Tests.Data.Overlap;

/// <summary>Gives the angle that a test wrote down for a text, as a vector in the plane; any other text stands upright.</summary>
internal sealed class TableEmbedder(IReadOnlyDictionary<string, double> angles) : ITextEmbedder
{
    public int Dimensions => 2;

    public Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<float[]>>(
        [.. texts.Select(text => angles.GetValueOrDefault(text, Math.PI / 2)).Select(angle => new[] { (float)Math.Cos(angle), (float)Math.Sin(angle) })]);
}
