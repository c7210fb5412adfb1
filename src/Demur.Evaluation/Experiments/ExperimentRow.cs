using Demur.Abstractions;
using Demur.Evaluation.Runs;

namespace Demur.Evaluation.Experiments;

/// <summary>One measure of one arm against its control.</summary>
/// <param name="Control">The control's cell.</param>
/// <param name="Arm">The arm's cell.</param>
/// <param name="Judge">The judge whose outcomes count.</param>
/// <param name="Row">The paired comparison.</param>
/// <param name="P">The p-value before adjustment; with early stopping one over the evidence, which holds however often one looked.</param>
/// <param name="AdjustedP">The p-value after Holm's adjustment over every row of the experiment.</param>
/// <param name="Interval">The interval of the change, the wider of the paired bootstrap's and Newcombe's.</param>
/// <param name="Answer">What it says.</param>
public sealed record ExperimentRow(
    string Control, string Arm, string Judge, ComparisonRow Row, double P, double AdjustedP, Interval Interval, ExperimentAnswer Answer);
