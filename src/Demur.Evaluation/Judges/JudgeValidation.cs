using Demur.Evaluation.Runs;
using Demur.Abstractions;
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

    /// <summary>Makes sure that a run was scored by the judge that this is about, as it was then.</summary>
    /// <param name="run">The run.</param>
    /// <exception cref="DemurException">Another judge, or another version of it, scored the run.</exception>
    public void RequireScored(RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (!run.Record.Scorers.Any(scorer => scorer.Name == Judge && scorer.Identity == Identity))
        {
            throw new DemurException($"{run.Path} was not scored by {Judge} {Identity}, which the validation is of. Use demur rescore, or validate the judge anew.");
        }
    }
}
