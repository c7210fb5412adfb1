using System.ComponentModel.DataAnnotations;

namespace Demur.Training.Losses.Preference;

/// <summary>Configures losses on pairs of answers.</summary>
public sealed record PreferenceOptions
{
    /// <summary>Gets the losses and their weights; they are added up.</summary>
    /// <value>The default is DPO's sigmoid alone.</value>
    [Range(0.0, 1000.0)]
    [MinLength(1)]
    public Dictionary<PreferenceLossKind, double> Losses { get; init; } = new() { [PreferenceLossKind.Sigmoid] = 1 };

    /// <summary>Gets the factor on log-ratios.</summary>
    /// <remarks>Near zero the reference is ignored; large values pin the policy to it.</remarks>
    /// <value>The default is 0.1.</value>
    [Range(0.0, 100.0, MinimumIsExclusive = true)]
    public double Beta { get; init; } = 0.1;

    /// <summary>Gets the assumed share of pairs whose labels are swapped.</summary>
    /// <value>The default is 0, which trusts every label.</value>
    [Range(0.0, 0.5, MaximumIsExclusive = true)]
    public double LabelSmoothing { get; init; }

    /// <summary>Gets SimPO's target margin gamma.</summary>
    /// <value>The default is 0.5.</value>
    [Range(0.0, 100.0)]
    public double Gamma { get; init; } = 0.5;

    /// <summary>Gets the weight of tokens beyond the shorter answer's length (LD-DPO, Liu et al. 2024), which damps the taste for length.</summary>
    /// <value>The default is 1, plain sums.</value>
    [Range(0.0, 1.0)]
    public double LdAlpha { get; init; } = 1;

    /// <summary>Gets the divergence that DPO's margin is derived from.</summary>
    /// <value>The default is <see cref="FDivergence.ReverseKl"/>.</value>
    public FDivergence FDivergence { get; init; }

    /// <summary>Gets DiscoPOP's temperature.</summary>
    /// <value>The default is 0.05.</value>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double DiscopopTau { get; init; } = 0.05;

    /// <summary>Gets whether any of the losses compares with a reference.</summary>
    public bool NeedsReference => Losses.Keys.Any(kind => kind is not (
        PreferenceLossKind.Sft or PreferenceLossKind.Orpo or PreferenceLossKind.Cpo or PreferenceLossKind.CpoHinge or PreferenceLossKind.Simpo));
}
