using Demur.Training.Trainers;

namespace Demur.Tests.Testing;

/// <summary>Keeps the steps of a run and calls back after each.</summary>
internal sealed class StepRecorder(Action<int>? after = null) : IProgress<TrainingStep>
{
    public List<TrainingStep> Steps { get; } = [];

    public void Report(TrainingStep value)
    {
        Steps.Add(value);
        after?.Invoke(value.Step);
    }
}
