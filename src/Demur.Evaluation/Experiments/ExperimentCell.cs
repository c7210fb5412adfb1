namespace Demur.Evaluation.Experiments;

/// <summary>A prompt on a target: one run of an experiment.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Target">The target.</param>
public sealed record ExperimentCell(ExperimentPrompt Prompt, ExperimentTarget Target)
{
    /// <summary>Gets the cell's name, which is also its folder below the experiment's.</summary>
    public string Name => Prompt.Name.Length == 0 ? Target.Name : $"{Target.Name}--{Prompt.Name}";
}
