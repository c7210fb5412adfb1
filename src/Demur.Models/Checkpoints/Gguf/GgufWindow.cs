using Demur.Abstractions;
using Demur.Models.Checkpoints.Configs;

namespace Demur.Models.Checkpoints.Gguf;

/// <summary>Which layers of a GGUF file see a window: as the file says, or as llama.cpp takes it for the family.</summary>
internal static class GgufWindow
{
    /// <summary>Gets the layers that slide where the file does not say.</summary>
    public static IEnumerable<bool> Usual(ModelFamily family, int layers) => Every(family is ModelFamily.Gemma2 ? 2 : 6, layers);

    /// <summary>Gets the layers that slide; null where the file leaves it to the family.</summary>
    /// <exception cref="DemurException">The list is not as long as the model is deep.</exception>
    public static IReadOnlyList<bool>? Read(GgufMetadata metadata, string architecture, long layers)
    {
        var key = $"{architecture}.attention.sliding_window_pattern";
        return metadata.Values.GetValueOrDefault(key) switch
        {
            null => null,
            bool[] slides when slides.Length == layers => slides,
            Array other => throw new DemurException($"{metadata.Location}: {key} has {other.Length} entries for {layers} layers. The file is corrupt or written by a faulty converter."),
            _ when metadata.Whole(key) is { } every and > 0 and < 10_000 && layers < 10_000 => [.. Every((int)every, (int)layers)],
            _ => throw new DemurException($"{metadata.Location}: {key} is neither a list of flags nor a distance above 0. The file is corrupt or written by a faulty converter."),
        };
    }

    // The last of each group sees everything.
    private static IEnumerable<bool> Every(int group, int layers) => Enumerable.Range(0, layers).Select(layer => (layer + 1) % group != 0);
}
