using Demur.Abstractions;

namespace Demur.Evaluation.Runs;

/// <summary>What one scorer made of a suite, whole and in slices.</summary>
/// <param name="Scorer">The scorer's name.</param>
/// <param name="Slices">The slices; the first is the whole.</param>
public sealed record ScorerSummary(string Scorer, IReadOnlyList<SliceSummary> Slices)
{
    /// <summary>Gets the whole.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public SliceSummary Whole => Slices[0];

    /// <summary>Gets the slices of one kind, in their order.</summary>
    /// <param name="by"><c>task</c>, <c>category</c>, <c>source</c> or the name of a tag.</param>
    public IEnumerable<SliceSummary> By(string by) => Slices.Where(slice => slice.By == by);

    /// <summary>Gets the outcomes of one label over the whole, or <see langword="null"/> when no sample has it.</summary>
    /// <param name="label">The label.</param>
    public OutcomeSummary? Of(SampleLabel label) => Whole.Of(label);
}
