using Demur.Abstractions;

namespace Demur.Evaluation.Judges.Harm;

/// <summary>The labels of Demur's own harm head: harmless, or one of the taxonomy's categories.</summary>
public static class HarmLabels
{
    /// <summary>The name of the first label.</summary>
    public const string Harmless = "harmless";

    /// <summary>Gets the labels, harmless first.</summary>
    public static IReadOnlyList<string> All { get; } = [Harmless, .. HarmCategories.Names];

    /// <summary>Gives the labels that a row's people allow: harmless, its category, or every category where none is named.</summary>
    /// <param name="row">The row.</param>
    public static bool[] Allowed(LabelledHarm row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return [.. All.Select((label, index) => !row.Harmful ? index == 0 : row.Category is { } category ? index == (int)category + 1 : index > 0)];
    }
}
