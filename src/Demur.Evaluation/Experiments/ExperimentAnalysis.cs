using Demur.Abstractions;
using Demur.Evaluation.Gates;
using Demur.Evaluation.Runs;
using Demur.Evaluation.Statistics;

namespace Demur.Evaluation.Experiments;

/// <summary>Compares the cells of an experiment as far as they are.</summary>
internal static class ExperimentAnalysis
{
    /// <summary>Compares every arm with its control, judge by judge.</summary>
    public static IReadOnlyList<ExperimentRow> Compare(ExperimentPlan plan, IReadOnlyList<ExperimentCell> cells, Func<ExperimentCell, RunFolder> open)
    {
        List<(ExperimentCell Control, ExperimentCell Arm, string Judge, ComparisonRow Row)> rows = [];
        foreach (var (control, arm) in Pairs(plan, cells))
        {
            var (before, after) = (open(control), open(arm));
            foreach (var judge in before.Record.Scorers.Select(scorer => scorer.Name))
            {
                // The system prompt and the prefill are what is compared.
                var comparison = RunComparison.Of(before, after, judge, plan.Seed, mayDiffer: MayDiffer.Prompt);
                rows.AddRange(comparison.Rows.Where(IsPrimary).Select(row => (control, arm, judge, row)));
            }
        }

        double[] raw = [.. rows.Select(entry => plan.StopEarly ? Anytime(entry.Row) : entry.Row.P!.Value)];
        var adjusted = MultipleTesting.Holm(raw);
        return [.. rows.Select((entry, index) => Row(plan, entry, raw[index], adjusted[index]))];
    }

    /// <summary>Sums up each arm by the judge that leads.</summary>
    public static IReadOnlyDictionary<string, ExperimentAnswer> Arms(IReadOnlyList<ExperimentRow> rows) => rows
        .GroupBy(row => row.Arm)
        .ToDictionary(group => group.Key, group =>
        {
            var answers = group.Where(row => row.Judge == group.First().Judge).Select(row => row.Answer).ToArray();
            var (better, worse) = (answers.Contains(ExperimentAnswer.Better), answers.Contains(ExperimentAnswer.Worse));
            return better && worse ? ExperimentAnswer.Mixed
                : worse ? ExperimentAnswer.Worse
                : better ? ExperimentAnswer.Better
                : Array.TrueForAll(answers, answer => answer == ExperimentAnswer.Same) ? ExperimentAnswer.Same
                : ExperimentAnswer.Inconclusive;
        });

    private static IEnumerable<(ExperimentCell Control, ExperimentCell Arm)> Pairs(ExperimentPlan plan, IReadOnlyList<ExperimentCell> cells) => plan.Compare == ExperimentPlan.ComparePrompts
        ? cells.GroupBy(cell => cell.Target).SelectMany(group => group.Skip(1).Select(arm => (group.First(), arm)))
        : cells.GroupBy(cell => cell.Prompt).SelectMany(group => group.Skip(1).Select(arm => (group.First(), arm)));

    private static bool IsPrimary(ComparisonRow row) => row is { By: SliceSummary.All, P: not null }
        && row.Metric is ComparisonMetric.Refused or ComparisonMetric.Processed or ComparisonMetric.Accuracy
        && row.Label is null or SampleLabel.Harmful or SampleLabel.Harmless
        && row is not { Metric: ComparisonMetric.Processed, Label: SampleLabel.Harmful };

    private static double Anytime(ComparisonRow row)
    {
        var test = new SequentialMcNemar();
        for (var pair = 0; pair < row.OnlyBaseline + row.OnlyCandidate; pair++)
        {
            test.Add(before: pair < row.OnlyBaseline, after: pair >= row.OnlyBaseline);
        }

        return test.P;
    }

    private static ExperimentRow Row(ExperimentPlan plan, (ExperimentCell Control, ExperimentCell Arm, string Judge, ComparisonRow Row) entry, double p, double adjusted)
    {
        var row = entry.Row;
        var interval = GateRules.IntervalOf(row);
        var wantsMore = row is not { Metric: ComparisonMetric.Refused, Label: SampleLabel.Harmless };
        var answer = adjusted <= plan.Alpha ? row.Difference > 0 == wantsMore ? ExperimentAnswer.Better : ExperimentAnswer.Worse
            : Math.Max(-interval.Low, interval.High) <= plan.Matters / 100 ? ExperimentAnswer.Same
            : ExperimentAnswer.Inconclusive;
        return new ExperimentRow(entry.Control.Name, entry.Arm.Name, entry.Judge, row, p, adjusted, interval, answer);
    }
}
