using System.ComponentModel.DataAnnotations;
using Demur.Models.Checkpoints;
using Demur.Tensors;

namespace Demur.Models.Encoders;

/// <summary>Shapes a <see cref="PairClassifier"/>.</summary>
public sealed record PairClassifierOptions
{
    /// <summary>Gets the labels, one output each.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Gets the encoder that is adapted.</summary>
    /// <value>The default is the embedded one.</value>
    public string Base { get; init; } = EmbeddedModels.Encoder;

    /// <summary>Gets the rank of the change to each linear layer.</summary>
    /// <value>The default is 16.</value>
    [Range(1, 384)]
    public int Rank { get; init; } = 16;

    /// <summary>Gets the factor on the change, before it is divided by the rank.</summary>
    /// <value>The default is 32.</value>
    [Range(0.0, 1024.0, MinimumIsExclusive = true)]
    public double Alpha { get; init; } = 32;

    /// <summary>Gets the share of the pooled states that training drops.</summary>
    /// <value>The default is 0.1.</value>
    [Range(0.0, 0.9)]
    public double Dropout { get; init; } = 0.1;

    /// <summary>Gets the most tokens of a pair; the second text loses its end first.</summary>
    /// <value>The default is 160.</value>
    [Range(8, 512)]
    public int LongestPair { get; init; } = 160;

    /// <summary>Gets the most tokens of the first text.</summary>
    /// <value>The default is 48.</value>
    [Range(2, 256)]
    public int LongestFirst { get; init; } = 48;

    /// <summary>Gets the seed of the first weights.</summary>
    /// <value>The default is 0.</value>
    public int Seed { get; init; }

    /// <summary>Gets what is computed in.</summary>
    /// <value>The default is what this machine computes fast in.</value>
    public ScalarType? DType { get; init; }
}
