using Demur.Abstractions;

namespace Demur.Steering.Directions;

/// <summary>A choice among candidate directions, and why the others were left out.</summary>
public sealed record DirectionSelection
{
    /// <summary>Gets the surviving candidate of the lowest bypass score; null when none survives.</summary>
    public DirectionScore? Chosen => Surviving.Count > 0 ? Surviving[0] : null;

    /// <summary>Gets the candidates within all bounds, best first; ties in their order.</summary>
    public required IReadOnlyList<DirectionScore> Surviving { get; init; }

    /// <summary>Gets the number of candidates.</summary>
    public required int Candidates { get; init; }

    /// <summary>Gets how many have a score that is no number.</summary>
    public required int NotANumber { get; init; }

    /// <summary>Gets how many lie too deep.</summary>
    public required int TooDeep { get; init; }

    /// <summary>Gets how many others change harmless answers too much.</summary>
    public required int TooDivergent { get; init; }

    /// <summary>Gets how many others do not induce refusal.</summary>
    public required int NotInducing { get; init; }

    /// <summary>Chooses: the lowest bypass score among candidates within the bounds.</summary>
    /// <param name="scores">The candidates.</param>
    /// <param name="layers">The number of the model's layers.</param>
    /// <param name="options">The bounds.</param>
    /// <exception cref="DemurException">An option is out of range.</exception>
    public static DirectionSelection Of(IReadOnlyList<DirectionScore> scores, int layers, SelectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var strict = options.Bounds == SelectionBounds.Strict;
        var verdicts = scores.ToLookup(score =>
            double.IsNaN(score.Bypass + score.Induce + score.Kl) ? Verdict.NotANumber
            : strict ? Strictly(score) : Inclusively(score));
        return new DirectionSelection
        {
            Surviving = [.. verdicts[Verdict.Survives].OrderBy(score => score.Bypass)],
            Candidates = scores.Count,
            NotANumber = verdicts[Verdict.NotANumber].Count(),
            TooDeep = verdicts[Verdict.TooDeep].Count(),
            TooDivergent = verdicts[Verdict.TooDivergent].Count(),
            NotInducing = verdicts[Verdict.NotInducing].Count(),
        };

        Verdict Inclusively(DirectionScore score) =>
            score.Layer >= (int)(layers * options.LayerShare) ? Verdict.TooDeep
            : score.Kl > options.MaximumKl ? Verdict.TooDivergent
            : score.Induce < options.MinimumInduce ? Verdict.NotInducing
            : Verdict.Survives;

        Verdict Strictly(DirectionScore score) =>
            score.Layer >= layers * options.LayerShare ? Verdict.TooDeep
            : score.Kl >= options.MaximumKl ? Verdict.TooDivergent
            : score.Induce <= options.MinimumInduce ? Verdict.NotInducing
            : Verdict.Survives;
    }

    private enum Verdict
    {
        Survives,
        NotANumber,
        TooDeep,
        TooDivergent,
        NotInducing,
    }
}
