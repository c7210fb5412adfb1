using Demur.Abstractions;
using Demur.Models.Encoders;

namespace Demur.Cli.Harm;

/// <summary>Embeds the texts of a label file, keeping them in a folder.</summary>
internal static class HarmVectors
{
    public static async Task<EmbeddingCache> OfAsync(IReadOnlyList<LabelledHarm> rows, EmbeddingHead head, string folder, CancellationToken cancellationToken)
    {
        var cache = new EmbeddingCache(Path.Combine(folder, "embeddings.bin"), head.Dimensions);
        await cache.FillAsync(head, rows.SelectMany(row => new[] { row.Prompt, row.Response }).OfType<string>(), cancellationToken).ConfigureAwait(false);
        return cache;
    }
}
