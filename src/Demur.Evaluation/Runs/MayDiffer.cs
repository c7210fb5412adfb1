namespace Demur.Evaluation.Runs;

/// <summary>What two runs that are compared may differ in besides the target.</summary>
[Flags]
public enum MayDiffer
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The system prompt and the prefill; temperature and the rest must be the same.</summary>
    Prompt = 1,

    /// <summary>The attack on harmful samples; the samples that it was done to must be the same.</summary>
    Attack = 2,
}
