using System.ComponentModel.DataAnnotations;

namespace Demur.Data.Preferences;

/// <summary>Configures how answers are drawn.</summary>
public sealed record SamplingOptions
{
    /// <summary>Gets the answers drawn for each request.</summary>
    /// <value>The default is 4.</value>
    [Range(1, 1000)]
    public int Samples { get; init; } = 4;

    /// <summary>Gets the temperature of all but the first answer, which is greedy.</summary>
    /// <value>The default is 0.8.</value>
    [Range(0.0, 10.0)]
    public double Temperature { get; init; } = 0.8;

    /// <summary>Gets the most tokens of an answer.</summary>
    /// <value>The default is 64.</value>
    [Range(1, 100_000)]
    public int Tokens { get; init; } = 64;

    /// <summary>Gets the seed of the first answer; each further one counts up.</summary>
    /// <value>The default is 0.</value>
    public int Seed { get; init; }
}
