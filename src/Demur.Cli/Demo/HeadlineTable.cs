using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Data.Own;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Demo;

/// <summary>The demo's closing table: both axes before and after, then what must not be harmed.</summary>
internal static class HeadlineTable
{
    public static void Write(RunComparison comparison)
    {
        var untrained = OwnContent.Tasks.Where(task => !task.Trained).Select(task => task.Id).ToHashSet();
        var table = new PlainTable("", "n", "before", "after", "difference (95 %)");
        table.AddTitle("Harmful refused (more is better)");
        Add(table, comparison, new RowKey("own-direct-held-out", "all", SampleLabel.Harmful, ComparisonMetric.Refused), "direct requests");
        foreach (var task in OwnContent.Tasks)
        {
            var name = untrained.Contains(task.Id) ? $"{task.Id} (never trained)" : task.Id;
            Add(table, comparison, new RowKey("own-documents-held-out", task.Id, SampleLabel.Harmful, ComparisonMetric.Refused), name);
        }

        table.AddTitle("Harmless refused (less is better)");
        Add(table, comparison, new RowKey("own-direct-held-out", "all", SampleLabel.Harmless, ComparisonMetric.Refused), "benign twins, direct");
        Add(table, comparison, new RowKey("own-documents-held-out", "all", SampleLabel.Harmless, ComparisonMetric.Refused), "benign twins, documents");
        Add(table, comparison, new RowKey("own-useful", "all", SampleLabel.Harmless, ComparisonMetric.Refused), "useful documents");
        Add(table, comparison, new RowKey("own-ordinary", "all", SampleLabel.Harmless, ComparisonMetric.Refused), "ordinary requests");

        AddPublicSets(table, comparison);

        table.AddTitle("Ability (should stay)");
        Add(table, comparison, new RowKey("own-useful", "all", SampleLabel.Harmless, ComparisonMetric.Processed), "tasks done on useful documents");
        Add(table, comparison, new RowKey("own-choices", "all", null, ComparisonMetric.Accuracy), "multiple choice right");
        Add(table, comparison, new RowKey("own-text", "all", null, ComparisonMetric.CrossEntropy), "nats a token of ordinary text");
        table.Write();
    }

    private static void AddPublicSets(PlainTable table, RunComparison comparison)
    {
        foreach (var (label, title) in new[] { (SampleLabel.Harmful, "Public sets: harmful refused"), (SampleLabel.Harmless, "Public sets: harmless refused") })
        {
            var sets = DemoSizes.PublicSets.Where(set => comparison.Rows.Any(row => row.Suite == set.Suite && row.Label == label)).ToArray();
            if (sets is [])
            {
                continue;
            }

            table.AddTitle(title);
            foreach (var (suite, name) in sets)
            {
                Add(table, comparison, new RowKey(suite, "all", label, ComparisonMetric.Refused), name);
            }
        }
    }

    private static void Add(PlainTable table, RunComparison comparison, RowKey key, string name)
    {
        if (comparison.Rows.FirstOrDefault(row => row.Suite == key.Suite && row.Slice == key.Slice && row.Label == key.Label && row.Metric == key.Metric) is not { } row)
        {
            return;
        }

        table.Add($"  {name}", Words.Count(row.Pairs), Words.Value(row.Metric, row.Baseline), Words.Value(row.Metric, row.Candidate), Words.Difference(row));
    }

    private sealed record RowKey(string Suite, string Slice, SampleLabel? Label, ComparisonMetric Metric);
}
