using System.ComponentModel.DataAnnotations;

namespace Demur.Training.Losses.Preference;

/// <summary>Configures KTO (Ethayarajh et al. 2024), which learns from single answers marked good or bad.</summary>
public sealed record KtoOptions
{
    /// <summary>Gets the factor on log-ratios.</summary>
    /// <value>The default is 0.1.</value>
    [Range(0.0, 100.0, MinimumIsExclusive = true)]
    public double Beta { get; init; } = 0.1;

    /// <summary>Gets the weight of good answers.</summary>
    /// <value>The default is 1.</value>
    [Range(0.0, 100.0)]
    public double DesirableWeight { get; init; } = 1;

    /// <summary>Gets the weight of bad answers.</summary>
    /// <value>The default is 1.</value>
    [Range(0.0, 100.0)]
    public double UndesirableWeight { get; init; } = 1;

    /// <summary>Gets whether the reference point is left out: APO-zero on unpaired answers (D'Oosterlinck et al. 2024).</summary>
    /// <value>The default is false: KTO.</value>
    public bool ApoZero { get; init; }
}
