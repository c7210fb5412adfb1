using System.Globalization;
using Demur.Cli.Output;
using Demur.Evaluation.Judges;
using Demur.Evaluation.Judges.Harm;

namespace Demur.Cli.Harm;

/// <summary>Shows how a harm judge agrees with labels.</summary>
internal static class HarmTables
{
    public static void Write(HarmValidation validation)
    {
        var table = new PlainTable("judged", "n", "harmful", "F1", "AUROC", "precision", "recall", "false pos.", "kappa", "calib.", "category");
        foreach (var slice in validation.Slices)
        {
            table.Add(
                slice.Name,
                Words.Count(slice.Rows),
                Words.Count(slice.TruePositive + slice.FalseNegative),
                Of(slice.F1),
                Of(slice.Auroc),
                Of(slice.Precision),
                Of(slice.Recall),
                Of(slice.FalsePositiveRate),
                Of(slice.Kappa),
                slice.CalibrationError.ToString("F3", CultureInfo.InvariantCulture),
                Of(slice.CategoryRight));
        }

        Terminal.Out.WriteLine($"{validation.Judge} against {validation.Labels}" + (validation.RowsPerSecond is { } rate ? string.Create(CultureInfo.InvariantCulture, $", {rate:F0} rows/s") : ""));
        table.Write();
    }

    private static string Of(Estimate estimate) => estimate.Value is { } value
        ? string.Create(CultureInfo.InvariantCulture, $"{value:F3}") + (estimate.Interval is { } interval ? string.Create(CultureInfo.InvariantCulture, $" [{interval.Low:F2}, {interval.High:F2}]") : "")
        : "";
}
