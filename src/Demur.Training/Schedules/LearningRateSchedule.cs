namespace Demur.Training.Schedules;

/// <summary>The factor by which the peak learning rate is multiplied at each optimiser step.</summary>
/// <param name="Shape">How it falls after warm-up.</param>
/// <param name="WarmupSteps">Steps of linear rise from zero; step 0 has factor 0 when there is a warm-up.</param>
/// <param name="TotalSteps">All steps of the run, warm-up included.</param>
public sealed record LearningRateSchedule(ScheduleShape Shape, int WarmupSteps, int TotalSteps)
{
    /// <summary>Gives the factor in [0, 1] for a step, counted from 0.</summary>
    /// <param name="step">The step about to be made.</param>
    public double FactorAt(int step)
    {
        if (step < WarmupSteps)
        {
            return (double)step / Math.Max(1, WarmupSteps);
        }

        var progress = (double)(step - WarmupSteps) / Math.Max(1, TotalSteps - WarmupSteps);
        return Shape switch
        {
            ScheduleShape.Cosine => Math.Max(0, 0.5 * (1 + Math.Cos(Math.PI * progress))),
            ScheduleShape.Linear => Math.Max(0, 1 - progress),
            _ => 1,
        };
    }
}
