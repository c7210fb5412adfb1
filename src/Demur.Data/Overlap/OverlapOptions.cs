using System.ComponentModel.DataAnnotations;
using Demur.Abstractions;

namespace Demur.Data.Overlap;

/// <summary>Configures what counts as the same text said twice.</summary>
public sealed record OverlapOptions
{
    /// <summary>Gets the words in a run; runs are compared, not words.</summary>
    /// <remarks>Short runs find stock phrases, long ones only find copies.</remarks>
    /// <value>The default is 5.</value>
    [Range(2, 13)]
    public int RunLength { get; init; } = 5;

    /// <summary>Gets the runs that two texts must share before their overlap counts, so that a stock phrase in short texts does not.</summary>
    /// <value>The default is 3: a passage of seven words, or several shorter ones.</value>
    [Range(1, 100)]
    public int FewestSharedRuns { get; init; } = 3;

    /// <summary>Gets the share of a test sample's runs from which on a training row holding them is contamination.</summary>
    /// <value>The default is 0.3.</value>
    [Range(0.05, 1.0)]
    public double ContaminationThreshold { get; init; } = 0.3;

    /// <summary>Gets the Jaccard index of the runs of two training rows from which on they are near-duplicates.</summary>
    /// <remarks>A text of nine-word sentences keeps an index of 0.42 when its sentences change places.</remarks>
    /// <value>The default is 0.4.</value>
    [Range(0.05, 1.0)]
    public double DuplicateThreshold { get; init; } = 0.4;

    /// <summary>Gets the cosine of two texts' vectors from which on they say the same, when an embedder is given.</summary>
    /// <remarks>With all-MiniLM-L6-v2, unrelated requests stay under 0.6 and rewordings lie between 0.8 and 1.</remarks>
    /// <value>The default is 0.85.</value>
    [Range(0.5, 1.0)]
    public double MeaningThreshold { get; init; } = 0.85;

    /// <summary>Gets the number of rows from which on a run that all of them share is wording, such as a task's instruction, and points to no row.</summary>
    /// <remarks>It bounds the work; copies are found all the same, by their whole text.</remarks>
    /// <value>The default is 500.</value>
    [Range(10, 1_000_000)]
    public int CommonRunLimit { get; init; } = 500;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="DemurException">A value is outside its range.</exception>
    public void Validate()
    {
        List<ValidationResult> faults = [];
        if (!Validator.TryValidateObject(this, new ValidationContext(this), faults, validateAllProperties: true))
        {
            throw new DemurException(string.Join(" ", faults.Select(fault => fault.ErrorMessage)));
        }
    }
}
