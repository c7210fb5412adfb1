namespace Demur.Training.Losses.Preference;

/// <summary>The losses on pairs of a chosen and a rejected answer; <see cref="PairLosses"/> gives each equation.</summary>
public enum PreferenceLossKind
{
    /// <summary>DPO (Rafailov et al. 2023, equation 7); with label smoothing conservative DPO (Mitchell 2023).</summary>
    Sigmoid,

    /// <summary>SLiC's hinge on DPO's margin (Zhao et al. 2023; Liu et al. 2024).</summary>
    Hinge,

    /// <summary>IPO (Azar et al. 2024, equation 17) on log-probabilities averaged over tokens.</summary>
    Ipo,

    /// <summary>EXO on pairs (Ji et al. 2024); label smoothing must be above 0.</summary>
    ExoPair,

    /// <summary>NCA on pairs (Chen et al. 2024).</summary>
    NcaPair,

    /// <summary>Robust DPO (Chowdhury et al. 2024), which unbiases for the share of swapped labels that label smoothing gives.</summary>
    Robust,

    /// <summary>BCO on pairs (Jung et al. 2024), its shift being the mean reward of the steps before.</summary>
    BcoPair,

    /// <summary>SPPO with hard labels (Wu et al. 2024).</summary>
    SppoHard,

    /// <summary>AOT on pairs (Melnyk et al. 2024): DPO on margins that are sorted over the batch.</summary>
    Aot,

    /// <summary>AOT without pairing: chosen and rejected are sorted each for itself.</summary>
    AotUnpaired,

    /// <summary>APO-zero (D'Oosterlinck et al. 2024): raises chosen and lowers rejected.</summary>
    ApoZero,

    /// <summary>APO-down (D'Oosterlinck et al. 2024): lowers both, rejected more.</summary>
    ApoDown,

    /// <summary>DiscoPOP (Lu et al. 2024): logistic and exponential loss mixed by the margin.</summary>
    Discopop,

    /// <summary>Cross-entropy on the chosen answers, averaged over all of their tokens.</summary>
    Sft,

    /// <summary>DPO on log-probabilities averaged over tokens.</summary>
    SigmoidNorm,

    /// <summary>ORPO (Hong et al. 2024): the log odds ratio, without a reference; add <see cref="Sft"/> with weight 1.</summary>
    Orpo,

    /// <summary>CPO (Xu et al. 2024): DPO without a reference; add <see cref="Sft"/> with weight 1.</summary>
    Cpo,

    /// <summary>CPO's hinge.</summary>
    CpoHinge,

    /// <summary>SimPO (Meng et al. 2024): averaged log-probabilities, a target margin, no reference.</summary>
    Simpo,
}
