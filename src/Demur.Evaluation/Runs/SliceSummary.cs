using Demur.Abstractions;

namespace Demur.Evaluation.Runs;

/// <summary>The outcomes of some of the samples, by what a good model does with them.</summary>
/// <param name="By">What the slice is by: <c>all</c>, <c>task</c>, <c>category</c>, <c>source</c> or a tag's name.</param>
/// <param name="Key">The value, such as <c>summarise</c>; direct questions have the task <c>direct</c>.</param>
/// <param name="Labels">One entry a label that occurs.</param>
public sealed record SliceSummary(string By, string Key, IReadOnlyList<OutcomeSummary> Labels)
{
    /// <summary>The slice that holds all samples.</summary>
    public const string All = "all";

    /// <summary>The slices by NLP task.</summary>
    public const string Task = "task";

    /// <summary>The slices by harm category.</summary>
    public const string Category = "category";

    /// <summary>The slices by where the samples come from.</summary>
    public const string Source = "source";

    /// <summary>The task of a sample that asks directly.</summary>
    public const string Direct = "direct";

    /// <summary>Gets the outcomes of one label, or <see langword="null"/> when no sample has it.</summary>
    /// <param name="label">The label.</param>
    public OutcomeSummary? Of(SampleLabel label) => Labels.FirstOrDefault(summary => summary.Label == label);
}
