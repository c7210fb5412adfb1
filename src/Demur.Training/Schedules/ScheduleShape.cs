namespace Demur.Training.Schedules;

/// <summary>How the learning rate falls after warm-up.</summary>
public enum ScheduleShape
{
    /// <summary>Half a cosine down to zero at the last step.</summary>
    Cosine,

    /// <summary>A straight line down to zero at the last step.</summary>
    Linear,

    /// <summary>Stays at its peak.</summary>
    Constant,
}
