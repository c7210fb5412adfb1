namespace Demur.Models.Guards;

/// <summary>How the outputs of a sequence classification checkpoint are read as harm.</summary>
public enum CheckpointReading
{
    /// <summary>Labels of harm, as toxicity models have: the judged text stands alone.</summary>
    Toxicity,

    /// <summary>One number for request and answer together, better when higher: the probability of harm is the logistic function of minus it.</summary>
    Reward,

    /// <summary>One number, more harmful when higher: the probability of harm is its logistic function.</summary>
    HarmReward,
}
