using System.Text.Json;

namespace Demur.Abstractions;

/// <summary>How a target's answers are decoded.</summary>
public sealed record DecodingSettings
{
    /// <summary>Gets the system prompt: a text, empty for none at all, or <see langword="null"/> for what the target's chat template puts in by itself.</summary>
    public string? SystemPrompt { get; init; }

    /// <summary>Gets the sampling temperature.</summary>
    /// <value>The default is 0, which decodes greedily.</value>
    public float Temperature { get; init; }

    /// <summary>Gets the share of probability that sampling keeps, or <see langword="null"/> for all.</summary>
    public float? TopP { get; init; }

    /// <summary>Gets the number of tokens that sampling keeps, or <see langword="null"/> for all.</summary>
    public int? TopK { get; init; }

    /// <summary>Gets the beginning of the answer that the target is given, or <see langword="null"/> for none.</summary>
    public string? Prefill { get; init; }

    /// <summary>Computes the hash over all settings.</summary>
    public string ComputeHash() => ShortHash.Of(JsonSerializer.SerializeToUtf8Bytes(this, DemurJson.Line));
}
