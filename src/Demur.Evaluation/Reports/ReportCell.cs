using System.Globalization;
using Demur.Abstractions;

namespace Demur.Evaluation.Reports;

/// <summary>One cell of a table: a value to read, its counts or interval, and where it lies between bad and good.</summary>
public sealed record ReportCell
{
    /// <summary>Gets what stands for a value that was not measured.</summary>
    public const string NotMeasured = "–";

    /// <summary>Gets the value.</summary>
    public required string Text { get; init; }

    /// <summary>Gets the interval or the counts behind the value.</summary>
    public string? Detail { get; init; }

    /// <summary>Gets the value in [0, 1] by which a heat map shades the cell, 1 being the best; <see langword="null"/> shades nothing.</summary>
    public double? Merit { get; init; }

    /// <summary>Gets whether the cell shows a change for the better, for the worse, or neither.</summary>
    public bool? IsBetter { get; init; }

    /// <summary>Gets whether the cell begins a row that is there for orientation only, such as a trivial policy's.</summary>
    public bool IsReference { get; init; }

    /// <summary>Gets whether the cell is a number and stands right-aligned.</summary>
    public bool IsNumber { get; init; }

    /// <summary>Makes a cell of text.</summary>
    /// <param name="text">The text.</param>
    public static ReportCell Of(string text) => new() { Text = text };

    /// <summary>Makes a cell of a count.</summary>
    /// <param name="count">The count.</param>
    public static ReportCell Of(int count) => new() { Text = count.ToString("N0", CultureInfo.InvariantCulture), IsNumber = true };

    /// <summary>Makes a cell of a rate with its interval.</summary>
    /// <param name="rate">The rate, or <see langword="null"/> when it was not measured.</param>
    /// <param name="goodWhenHigh">Whether a high rate is good; <see langword="null"/> when neither end is.</param>
    public static ReportCell Of(Rate? rate, bool? goodWhenHigh = null) => rate is { Value: { } value, Interval: { } interval } measured
        ? new ReportCell
        {
            Text = Percent(value),
            Detail = string.Create(
                CultureInfo.InvariantCulture,
                $"[{100 * interval.Low:F1}, {100 * interval.High:F1}] n={measured.Scored}{(measured.Unscored > 0 ? $", {measured.Unscored} unscored" : "")}"),
            Merit = goodWhenHigh is { } high ? (high ? value : 1 - value) : null,
            IsNumber = true,
        }
        : new ReportCell { Text = NotMeasured, IsNumber = true };

    /// <summary>Writes a share as a percentage with one decimal.</summary>
    /// <param name="share">The share in [0, 1].</param>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} %");
}
