using Demur.Abstractions;

namespace Demur.Models.Checkpoints.Configs;

/// <summary>Reads which layers see a window, from <c>layer_types</c> or from the older keys it replaced.</summary>
internal static class LayerKindReader
{
    public static (IReadOnlyList<AttentionKind> Kinds, int? Window) Read(
        ConfigKeys keys, ModelFamily family, DecoderDefaults defaults, int layers)
    {
        var window = Window(keys, family, defaults);
        var kinds = keys.Texts("layer_types") is { } names && family is ModelFamily.Qwen2 or ModelFamily.Qwen3 or ModelFamily.Gemma2 or ModelFamily.Gemma3
            ? Named(keys, names, layers)
            : [.. Enumerable.Range(0, layers).Select(layer => Derived(keys, family, window, layer))];
        var slides = kinds.Contains(AttentionKind.Sliding);
        return slides && window is null
            ? throw new DemurException($"{keys.Where}: layer_types names sliding_attention but sliding_window is not given. Add sliding_window.")
            : (kinds, slides ? window : null);
    }

    private static int? Window(ConfigKeys keys, ModelFamily family, DecoderDefaults defaults)
    {
        if (family is ModelFamily.Llama or ModelFamily.Gemma
            || (family is ModelFamily.Qwen2 or ModelFamily.Qwen3 && !keys.Flag("use_sliding_window", false)))
        {
            return null;
        }

        return keys.Whole("sliding_window", 1, ConfigKeys.LargestSize)
            ?? (keys.Source.ContainsKey("sliding_window") ? null : defaults.Window);
    }

    private static AttentionKind Derived(ConfigKeys keys, ModelFamily family, int? window, int layer)
    {
        var slides = window is not null && family switch
        {
            ModelFamily.Mistral or ModelFamily.Phi3 => true,
            ModelFamily.Qwen2 or ModelFamily.Qwen3 => layer >= (keys.Whole("max_window_layers", 0, ConfigKeys.LargestSize) ?? 28),
            ModelFamily.Gemma2 => layer % 2 == 0,
            ModelFamily.Gemma3 => (layer + 1) % Pattern(keys) != 0,
            _ => false,
        };
        return slides ? AttentionKind.Sliding : AttentionKind.Full;
    }

    private static int Pattern(ConfigKeys keys) =>
        keys.Whole("sliding_window_pattern", 1, ConfigKeys.LargestSize)
        ?? keys.Whole("_sliding_window_pattern", 1, ConfigKeys.LargestSize)
        ?? 6;

    private static AttentionKind[] Named(ConfigKeys keys, IReadOnlyList<string> names, int layers)
    {
        if (names.Count != layers)
        {
            throw new DemurException(
                $"{keys.Where}: layer_types has {names.Count} entries, but num_hidden_layers is {layers}. Correct one of them.");
        }

        return
        [
            .. names.Select(name => name switch
            {
                "full_attention" => AttentionKind.Full,
                "sliding_attention" => AttentionKind.Sliding,
                _ => throw keys.Bad("layer_types", keys.Source["layer_types"]!, "full_attention or sliding_attention for each layer"),
            }),
        ];
    }
}
