namespace Demur.Data.Preferences;

/// <summary>What preference pairs are for; a request and its twin belong to one use, so that a reward model never sees what DPO learns from.</summary>
public enum PairUse
{
    /// <summary>Preference optimisation and DeRTa.</summary>
    Dpo,

    /// <summary>Reward models and harm detectors.</summary>
    Reward,
}
