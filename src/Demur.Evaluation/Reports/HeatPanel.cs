namespace Demur.Evaluation.Reports;

/// <summary>One panel of a heat map.</summary>
/// <param name="Title">What the values are.</param>
/// <param name="Rows">The rows' names, from above.</param>
/// <param name="Values">A row of values for each name; NaN stays blank.</param>
/// <param name="HighIsGood">Whether high values are the good ones.</param>
/// <param name="Bound">The value from which on a cell is good and has a dot.</param>
public sealed record HeatPanel(string Title, IReadOnlyList<string> Rows, IReadOnlyList<IReadOnlyList<double>> Values, bool HighIsGood, double Bound);
