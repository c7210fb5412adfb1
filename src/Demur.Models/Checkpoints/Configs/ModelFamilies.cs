using Demur.Abstractions;

namespace Demur.Models.Checkpoints.Configs;

/// <summary>The names under which checkpoints know the families.</summary>
internal static class ModelFamilies
{
    private static readonly Dictionary<string, ModelFamily> ByType = new(StringComparer.Ordinal)
    {
        ["llama"] = ModelFamily.Llama,
        ["mistral"] = ModelFamily.Mistral,
        ["qwen2"] = ModelFamily.Qwen2,
        ["qwen3"] = ModelFamily.Qwen3,
        ["gemma"] = ModelFamily.Gemma,
        ["gemma2"] = ModelFamily.Gemma2,
        ["gemma3_text"] = ModelFamily.Gemma3,
        ["phi3"] = ModelFamily.Phi3,
        ["gpt2"] = ModelFamily.Gpt2,
        ["bert"] = ModelFamily.Bert,
        ["distilbert"] = ModelFamily.DistilBert,
        ["roberta"] = ModelFamily.Roberta,
        ["deberta-v2"] = ModelFamily.DebertaV2,
    };

    public static IReadOnlyList<string> SupportedTypes { get; } = [.. ByType.Keys];

    public static ModelFamily Parse(string modelType, string where) =>
        ByType.TryGetValue(modelType, out var family)
            ? family
            : throw new DemurException(
                $"{where}: model_type {Shown.Name(modelType)} is not a family that Demur runs. " +
                $"It runs {string.Join(", ", SupportedTypes)}. Choose a checkpoint of one of these.");
}
