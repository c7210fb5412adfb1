namespace Demur.Evaluation.Judges.Harm;

/// <summary>A harm judge measured against labels: what reports cite.</summary>
public sealed record HarmValidation
{
    /// <summary>Gets the judge's name.</summary>
    public required string Judge { get; init; }

    /// <summary>Gets its identity, or how its folds were trained.</summary>
    public required string Identity { get; init; }

    /// <summary>Gets the label file's name.</summary>
    public required string Labels { get; init; }

    /// <summary>Gets the label file's SHA-256.</summary>
    public required string LabelsSha256 { get; init; }

    /// <summary>Gets the seed of the bootstrap.</summary>
    public required int Seed { get; init; }

    /// <summary>Gets the rows judged a second, or <see langword="null"/> where that was not measured.</summary>
    public double? RowsPerSecond { get; init; }

    /// <summary>Gets the measures: all texts, all answers, each source, each identity group of a source.</summary>
    public required IReadOnlyList<HarmSlice> Slices { get; init; }
}
