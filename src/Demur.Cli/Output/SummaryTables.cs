using System.Globalization;
using Demur.Abstractions;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Output;

/// <summary>Prints a run's summary: both axes of every suite, tasks, ability.</summary>
internal static class SummaryTables
{
    public static void Write(RunSummary summary)
    {
        var table = new PlainTable(
            "suite", "samples", "n", "refused (95 % interval)", "of it in full", "complied", "task done", "degenerate", "unscored");
        foreach (var suite in summary.Suites)
        {
            foreach (var labels in suite.Scorers.Take(1).SelectMany(scorer => scorer.Whole.Labels))
            {
                table.Add(suite.Suite.Name, Words.Label(labels.Label), Words.Count(labels.Scored), Words.Rate(labels.RefusedRate), Words.Share(labels.FullRefusalRate),
                    Words.Share(labels.ComplianceRate), labels.ProcessRate is { } done ? Words.Share(done) : "", Words.Share(labels.DegenerateRate), Words.Count(labels.Unscored));
            }

            if (suite.Accuracy is { } accuracy)
            {
                table.Add(suite.Suite.Name, "multiple choice", Words.Count(accuracy.Scored), $"{Words.Rate(accuracy)} right", "", "", "", "", Words.Count(accuracy.Unscored));
            }

            if (suite.CrossEntropy is { } entropy)
            {
                table.Add(suite.Suite.Name, "ordinary text", Words.Count(entropy.Texts), string.Create(CultureInfo.InvariantCulture, $"{entropy.NatsPerToken:F3} nats a token"), "", "", "", "", "");
            }
        }

        table.Write();
        WriteTasks(summary);
        foreach (var agreement in summary.Agreement)
        {
            Terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{agreement.First} and {agreement.Second} agree on {agreement.Agreeing} of {agreement.Both} responses (kappa {agreement.Kappa:F2})"));
        }
    }

    private static void WriteTasks(RunSummary summary)
    {
        var slices = summary.Suites.SelectMany(suite => suite.Scorers.Take(1).SelectMany(scorer => scorer.By(SliceSummary.Task))
            .Where(slice => slice.Key != SliceSummary.Direct).Select(slice => (suite.Suite.Name, Slice: slice))).ToArray();
        if (slices.Length == 0)
        {
            return;
        }

        var table = new PlainTable("suite", "task", "harmful refused", "harmless refused", "harmless done");
        foreach (var (suite, slice) in slices)
        {
            var harmless = slice.Of(SampleLabel.Harmless);
            table.Add(suite, slice.Key, slice.Of(SampleLabel.Harmful) is { } harmful ? Words.Rate(harmful.RefusedRate) : "",
                harmless is null ? "" : Words.Rate(harmless.RefusedRate), harmless?.ProcessRate is { } done ? Words.Rate(done) : "");
        }

        table.Write();
    }
}
