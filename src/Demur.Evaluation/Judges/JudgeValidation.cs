namespace Demur.Evaluation.Judges;

/// <summary>A judge measured against people's labels: what a report cites beside the judge's rates.</summary>
public sealed record JudgeValidation
{
    /// <summary>Gets the judge's name.</summary>
    public required string Judge { get; init; }

    /// <summary>Gets the hash of all that decides the judge's outcome.</summary>
    public required string Identity { get; init; }

    /// <summary>Gets the name of the label file.</summary>
    public required string Labels { get; init; }

    /// <summary>Gets the SHA-256 of the label file.</summary>
    public required string LabelsSha256 { get; init; }

    /// <summary>Gets the seed of the bootstrap.</summary>
    public required int Seed { get; init; }

    /// <summary>Gets the responses that the judge read a second, on this machine and in this run.</summary>
    public required double ResponsesPerSecond { get; init; }

    /// <summary>Gets all rows first, then each source, then each model of each source.</summary>
    public required IReadOnlyList<ValidationSlice> Slices { get; init; }

    /// <summary>Gets the coverage curve, empty when the judge states no confidence.</summary>
    public required IReadOnlyList<CoveragePoint> Coverage { get; init; }

    /// <summary>Gets the calibration, or <see langword="null"/> when the judge states no confidence.</summary>
    public JudgeCalibration? Calibration { get; init; }

    /// <summary>Gets every row where judge and people differ.</summary>
    public required IReadOnlyList<JudgeMistake> Mistakes { get; init; }
}
