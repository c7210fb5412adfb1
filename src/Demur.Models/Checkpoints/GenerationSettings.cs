using System.Text.Json.Nodes;
using Demur.Models.Checkpoints.Configs;

namespace Demur.Models.Checkpoints;

/// <summary>How a checkpoint's authors mean it to generate (<c>generation_config.json</c>).</summary>
public sealed record GenerationSettings
{
    /// <summary>Gets the tokens that end an answer; from the model's configuration when the file gives none.</summary>
    public IReadOnlyList<int> EosTokenIds { get; init; } = [];

    /// <summary>Gets the token that opens a text; <see langword="null"/> when there is none.</summary>
    public int? BosTokenId { get; init; }

    /// <summary>Gets the padding token; <see langword="null"/> when there is none.</summary>
    public int? PadTokenId { get; init; }

    /// <summary>Gets a value indicating whether the authors sample instead of taking the likeliest token.</summary>
    public bool Samples { get; init; }

    /// <summary>Gets the temperature; <see langword="null"/> when not given.</summary>
    public double? Temperature { get; init; }

    /// <summary>Gets the nucleus' mass; <see langword="null"/> when not given.</summary>
    public double? TopP { get; init; }

    /// <summary>Gets the number of likeliest tokens to sample from; <see langword="null"/> when not given.</summary>
    public int? TopK { get; init; }

    /// <summary>Gets the factor by which tokens already said lose; <see langword="null"/> when not given.</summary>
    public double? RepetitionPenalty { get; init; }

    /// <summary>Gets the file as it stood; empty when there was none.</summary>
    public JsonObject Source { get; init; } = [];

    internal static GenerationSettings Read(string path, ModelConfig config)
    {
        var keys = new ConfigKeys(JsonFile.ReadObjectIfPresent(path) ?? [], path);
        return new GenerationSettings
        {
            EosTokenIds = keys.TokenIds("eos_token_id") is { Count: > 0 } ends ? ends : config.EosTokenIds,
            BosTokenId = keys.TokenId("bos_token_id") ?? config.BosTokenId,
            PadTokenId = keys.TokenId("pad_token_id") ?? config.PadTokenId,
            Samples = keys.Flag("do_sample", false),
            Temperature = keys.RealOrNull("temperature"),
            TopP = keys.RealOrNull("top_p"),
            TopK = keys.Whole("top_k", 0, ConfigKeys.LargestSize),
            RepetitionPenalty = keys.RealOrNull("repetition_penalty"),
            Source = keys.Source,
        };
    }
}
