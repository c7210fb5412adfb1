namespace Demur.Steering.Safeguards;

/// <summary>How a soft safety prompt is trained.</summary>
public enum SafeguardMethod
{
    /// <summary>Directed representation optimisation: queries are moved along the direction of refusal by what they ask (Zheng et al. 2024).</summary>
    Dro,

    /// <summary>Vanilla prompt tuning, the paper's baseline: wanted answers become likelier, unwanted ones less likely.</summary>
    Vpt,
}
