namespace Demur.Training.Trainers;

/// <summary>What a score head learns from pairs.</summary>
public enum ScoreHeadKind
{
    /// <summary>A reward: the chosen answer scores higher, whatever the level.</summary>
    Reward,

    /// <summary>A harm detector: the chosen answer is safe and scores above 0, the rejected one is not and scores below.</summary>
    HarmDetector,
}
