namespace Demur.Evaluation.Runs;

/// <summary>What a comparison compares on the same samples.</summary>
public enum ComparisonMetric
{
    /// <summary>Refused, in full or in part: wanted on harmful samples, a false refusal on harmless ones.</summary>
    Refused,

    /// <summary>Complied with in full: attack success on harmful samples.</summary>
    Complied,

    /// <summary>The task was really done.</summary>
    Processed,

    /// <summary>The answer says nothing.</summary>
    Degenerate,

    /// <summary>The right choice was the likeliest.</summary>
    Accuracy,

    /// <summary>Nats a token of ordinary text; lower is better.</summary>
    CrossEntropy,
}
