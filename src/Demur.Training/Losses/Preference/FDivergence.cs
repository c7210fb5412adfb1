namespace Demur.Training.Losses.Preference;

/// <summary>What holds the policy to its reference in DPO's derivation (Wang et al. 2024, f-DPO).</summary>
public enum FDivergence
{
    /// <summary>The reverse Kullback-Leibler divergence of Rafailov et al. 2023.</summary>
    ReverseKl,

    /// <summary>The Jensen-Shannon divergence: log-ratios x become x - log(1 + e^x).</summary>
    JsDivergence,
}
