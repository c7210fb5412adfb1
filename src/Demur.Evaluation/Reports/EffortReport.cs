using Demur.Abstractions;
using Demur.Evaluation.Judges;
using Demur.Evaluation.Runs;
using Demur.Evaluation.Statistics;

namespace Demur.Evaluation.Reports;

/// <summary>What a judge saves people, measured: labels they need not give at a stated error, and how soon the verdict is there.</summary>
/// <remarks>
/// The judge's confidence is taken from its validation against people's labels: it decides alone down to the confidence at which its
/// measured error reaches the stated one, and everything below goes to people. Labels given to validate it count as effort too.
/// </remarks>
public sealed record EffortReport
{
    private const double Promised = 0.7;

    /// <summary>Gets the judge.</summary>
    public required string Judge { get; init; }

    /// <summary>Gets the error that is accepted, a share of the labels that the judge gives.</summary>
    public required double StatedError { get; init; }

    /// <summary>Gets the responses of the runs that a person would label.</summary>
    public required int Responses { get; init; }

    /// <summary>Gets those that the judge decides alone.</summary>
    public required int Decided { get; init; }

    /// <summary>Gets those left to people: less sure than the threshold, or not scored.</summary>
    public required int LeftToPeople { get; init; }

    /// <summary>Gets the confidence down to which the judge decides alone; above 1 when it never may.</summary>
    public required double Threshold { get; init; }

    /// <summary>Gets the judge's error on labelled responses it is that sure of.</summary>
    public required double? MeasuredError { get; init; }

    /// <summary>Gets the 95 % interval of that error.</summary>
    public required Interval? MeasuredErrorInterval { get; init; }

    /// <summary>Gets the labels that the validation took, once for all runs.</summary>
    public required int ValidationLabels { get; init; }

    /// <summary>Gets the share of labels avoided, the validation's not counted.</summary>
    public double Avoided => Responses == 0 ? 0 : (double)Decided / Responses;

    /// <summary>Gets whether at least 70 % less is labelled by people, as the product promises.</summary>
    public bool KeepsPromise => Avoided >= Promised;

    /// <summary>Gets the seconds from a run's start to its last answer, summed over runs; pauses of resumed runs included.</summary>
    public required double RunSeconds { get; init; }

    /// <summary>Gets the seconds that people would take for all labels.</summary>
    public required double ManualSeconds { get; init; }

    /// <summary>Gets the seconds that people take for what is left to them.</summary>
    public required double LeftSeconds { get; init; }

    /// <summary>Measures the effort of some runs.</summary>
    /// <param name="runs">The runs; their leading scorer must be the validated judge.</param>
    /// <param name="validation">The judge's validation, as <c>demur judge validate</c> wrote it.</param>
    /// <param name="statedError">The error that is accepted, in (0, 1).</param>
    /// <param name="secondsALabel">The time a person takes for a label.</param>
    /// <exception cref="DemurException">A run was not scored by that judge as it was validated, or the judge states no confidence.</exception>
    public static EffortReport Of(IReadOnlyList<RunFolder> runs, JudgeValidation validation, double statedError, double secondsALabel)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(validation);
        foreach (var run in runs)
        {
            validation.RequireScored(run);
        }

        if (validation.Coverage.Count == 0)
        {
            throw new DemurException($"{validation.Judge} states no confidence, so that nothing tells what it may decide alone. Choose another judge.");
        }

        CoveragePoint? point = validation.Coverage.Where(candidate => 1 - candidate.Accuracy <= statedError).OrderByDescending(candidate => candidate.Coverage).Cast<CoveragePoint?>().FirstOrDefault();
        var threshold = point?.LeastConfidence ?? 2;
        var (responses, decided) = (0, 0);
        foreach (var response in runs.SelectMany(run => run.ReadResponses().Where(response => response.Scores is not null)))
        {
            responses++;
            decided += response.Scores!.TryGetValue(validation.Judge, out var score) && score.Outcome != Outcome.Unscored && score.Confidence >= threshold ? 1 : 0;
        }

        return new EffortReport
        {
            Judge = validation.Judge,
            StatedError = statedError,
            Responses = responses,
            Decided = decided,
            LeftToPeople = responses - decided,
            Threshold = threshold,
            MeasuredError = point is { } kept ? 1 - kept.Accuracy : null,
            MeasuredErrorInterval = point is { } at ? ProportionIntervals.Wilson((int)Math.Round((1 - at.Accuracy) * at.Rows), at.Rows) : null,
            ValidationLabels = validation.Slices[0].Rows,
            RunSeconds = runs.Sum(run => Math.Max(0, (run.LastAnswerAt - run.Record.StartedAt).TotalSeconds)),
            ManualSeconds = responses * secondsALabel,
            LeftSeconds = (responses - decided) * secondsALabel,
        };
    }
}
