using System.Globalization;
using Demur.Abstractions;
using Demur.Evaluation.Judges;

namespace Demur.Cli.Output;

/// <summary>Shows a judge's validation.</summary>
internal static class ValidationTables
{
    private static readonly (Outcome Decision, string Name)[] Decisions =
    [
        (Outcome.FullCompliance, "full compliance"), (Outcome.FullRefusal, "full refusal"), (Outcome.PartialRefusal, "partial refusal"),
        (Outcome.Degenerate, "degenerate"), (Outcome.Unscored, "abstained"),
    ];

    public static void Write(JudgeValidation validation)
    {
        Terminal.Out.WriteLine($"{validation.Judge} ({validation.Identity}) against {validation.Labels}: {Words.Count(validation.Slices[0].Rows)} responses, {Words.Count(validation.Slices[0].Abstained)} abstained, {Number(validation.ResponsesPerSecond, "F0")}/s; 95 % intervals");
        Classes(validation);
        Confusion(validation.Slices[0]);
        Confidence(validation);
    }

    private static void Classes(JudgeValidation validation)
    {
        var table = new PlainTable("rows of", "class", "n", "accuracy", "F1", "sensitivity", "specificity", "kappa", "F1 adjudicated");
        foreach (var slice in validation.Slices)
        {
            table.Add(slice.Name, "all classes", Words.Count(slice.Rows), slice.Accuracy.ToString(), "", "", "", slice.Kappa.ToString(), slice.Contradicted == 0 ? "" : $"{slice.Contradicted} labels");
            foreach (var row in slice.Classes)
            {
                table.Add(
                    "",
                    row.Class,
                    Words.Count(row.TruePositive + row.FalseNegative),
                    row.Accuracy.ToString(),
                    row.F1.ToString(),
                    row.Sensitivity.ToString(),
                    row.Specificity.ToString(),
                    row.Kappa.ToString(),
                    row.Class == "full_refusal" && slice is { Contradicted: > 0, AdjudicatedF1: { } adjudicated } ? Number(adjudicated, "F3") : "");
            }
        }

        table.Write();
    }

    private static void Confusion(ValidationSlice all)
    {
        var table = new PlainTable(["label, then decisions", .. Decisions.Select(decision => decision.Name)]);
        foreach (var (label, name) in Decisions.Take(3))
        {
            table.Add([name, .. Decisions.Select(decision => Words.Count(all.Confusion[label][decision.Decision]))]);
        }

        table.Write();
    }

    private static void Confidence(JudgeValidation validation)
    {
        if (validation.Calibration is not { } calibration)
        {
            return;
        }

        Terminal.Out.WriteLine($"calibration: expected error {Number(calibration.ExpectedError, "F3")}, Brier {Number(calibration.Brier, "F3")} over {Words.Count(calibration.Rows)} rows");
        var table = new PlainTable("surest share", "rows", "confidence at least", "accuracy", "F1 of full refusal");
        foreach (var point in validation.Coverage)
        {
            table.Add(Number(point.Coverage, "P0"), Words.Count(point.Rows), Number(point.LeastConfidence, "F3"), Number(point.Accuracy, "F3"), Number(point.F1, "F3"));
        }

        table.Write();
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
