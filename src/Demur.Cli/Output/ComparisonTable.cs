using Demur.Evaluation.Reports;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Output;

/// <summary>Prints a comparison row by row.</summary>
internal static class ComparisonTable
{
    public static void Write(RunComparison comparison)
    {
        Terminal.Out.WriteLine($"{comparison.BaselineTarget} -> {comparison.CandidateTarget}, scored by {comparison.Scorer}");
        var table = new PlainTable("suite", "slice", "samples", "measure", "pairs", "before", "after", "difference (95 %)", "p (Holm)", TrivialPolicies.AlwaysRefuse, TrivialPolicies.NeverRefuse);
        foreach (var row in comparison.Rows.Where(row => row.By != SliceSummary.Category))
        {
            table.Add(row.Suite, row.Slice, row.Label is { } label ? Words.Label(label) : "", Words.Metric(row.Metric), Words.Count(row.Pairs),
                Words.Value(row.Metric, row.Baseline), Words.Value(row.Metric, row.Candidate), Words.Difference(row), (row.AdjustedP ?? row.P) is { } p ? Words.P(p) : "",
                Trivial(row.Metric, refuses: true), Trivial(row.Metric, refuses: false));
        }

        table.Write();
        foreach (var note in comparison.Notes)
        {
            Terminal.Out.WriteLine(note);
        }
    }

    // A policy that refuses nothing does every task; neither has an ability.
    private static string Trivial(ComparisonMetric metric, bool refuses) => metric switch
    {
        ComparisonMetric.Refused => refuses ? "100 %" : "0 %",
        ComparisonMetric.Complied or ComparisonMetric.Processed => refuses ? "0 %" : "100 %",
        ComparisonMetric.Degenerate => "0 %",
        _ => "",
    };
}
