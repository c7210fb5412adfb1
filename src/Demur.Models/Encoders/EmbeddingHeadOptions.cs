using System.ComponentModel.DataAnnotations;
using Demur.Models.Checkpoints;

namespace Demur.Models.Encoders;

/// <summary>Shapes an <see cref="EmbeddingHead"/>.</summary>
public sealed record EmbeddingHeadOptions
{
    /// <summary>Gets the labels, which exclude each other.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Gets the sentence encoder, which stays as it is.</summary>
    /// <value>The default is the embedded one.</value>
    public string Base { get; init; } = EmbeddedModels.Encoder;

    /// <summary>Gets the units between the embedding and the labels.</summary>
    /// <value>The default is 96.</value>
    [Range(1, 4096)]
    public int Hidden { get; init; } = 96;

    /// <summary>Gets the share of units that training drops.</summary>
    /// <value>The default is 0.3.</value>
    [Range(0.0, 0.9)]
    public double Dropout { get; init; } = 0.3;

    /// <summary>Gets the most letters of each text that are read.</summary>
    /// <value>The default is 600.</value>
    [Range(16, 4096)]
    public int LongestText { get; init; } = 600;

    /// <summary>Gets the seed of the first weights.</summary>
    /// <value>The default is 0.</value>
    public int Seed { get; init; }
}
