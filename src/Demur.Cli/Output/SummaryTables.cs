using System.Globalization;
using Demur.Abstractions;
using Demur.Evaluation.Reports;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Output;

/// <summary>Prints a run's summary: both axes of every suite beside the trivial policies and the untouched model, tasks, ability.</summary>
internal static class SummaryTables
{
    private const string Untouched = "untouched model";

    /// <summary>Prints the tables.</summary>
    /// <param name="summary">The run.</param>
    /// <param name="untouched">The run of the model before it was changed, or null when there is none to show.</param>
    public static void Write(RunSummary summary, RunSummary? untouched = null)
    {
        var table = new PlainTable(
            "suite", "samples", "who", "n", "refused (95 % interval)", "of it in full", "complied", "task done", "degenerate", "unscored");
        foreach (var suite in summary.Suites)
        {
            var before = untouched?.Suites.FirstOrDefault(other => other.Suite.Name == suite.Suite.Name && other.Suite.Hash == suite.Suite.Hash);
            foreach (var labels in suite.Scorers.Take(1).SelectMany(scorer => scorer.Whole.Labels))
            {
                AddOutcomes(table, (suite.Suite.Name, Words.Label(labels.Label), summary.Target), labels, suite.Clustered.FirstOrDefault(entry => entry.Label == labels.Label));
                AddOutcomes(table, ("", "", TrivialPolicies.AlwaysRefuse), labels.AlwaysRefuse());
                AddOutcomes(table, ("", "", TrivialPolicies.NeverRefuse), labels.NeverRefuse());
                if (before?.Scorers.Take(1).Select(scorer => scorer.Of(labels.Label)).FirstOrDefault() is { } earlier)
                {
                    AddOutcomes(table, ("", "", Untouched), earlier);
                }
            }

            AddAbility(table, (suite.Suite.Name, summary.Target), suite);
            if (before is not null)
            {
                AddAbility(table, ("", Untouched), before);
            }
        }

        table.Write();
        Terminal.Out.WriteLine(untouched is null
            ? "Trivial policies are computed, not run. The untouched model stands beside them with --baseline RUN."
            : $"Trivial policies are computed, not run; the untouched model is {untouched.Target}, run {untouched.Run}.");
        WriteTasks(summary);
        foreach (var agreement in summary.Agreement)
        {
            Terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{agreement.First} and {agreement.Second} agree on {agreement.Agreeing} of {agreement.Both} responses ({(agreement.Kappa is { } kappa ? $"kappa {kappa:F2}" : "no kappa: all outcomes alike")})"));
        }
    }

    private static void AddOutcomes(PlainTable table, (string Suite, string Samples, string Who) names, OutcomeSummary labels, ClusteredRefusal? clustered = null) => table.Add(
        names.Suite, names.Samples, names.Who, Words.Count(labels.Scored), clustered is null ? Words.Rate(labels.RefusedRate) : Words.Rate(clustered.Refused), Words.Share(labels.FullRefusalRate), Words.Share(labels.ComplianceRate),
        labels.ProcessRate is { } done ? Words.Share(done) : "", Words.Share(labels.DegenerateRate), Words.Count(labels.Unscored));

    private static void AddAbility(PlainTable table, (string Suite, string Who) names, SuiteSummary suite)
    {
        if (suite.Accuracy is { } accuracy)
        {
            table.Add(names.Suite, "multiple choice", names.Who, Words.Count(accuracy.Scored), $"{Words.Rate(accuracy)} right", "", "", "", "", Words.Count(accuracy.Unscored));
        }

        if (suite.CrossEntropy is { } entropy)
        {
            table.Add(names.Suite, "ordinary text", names.Who, Words.Count(entropy.Texts), string.Create(CultureInfo.InvariantCulture, $"{entropy.NatsPerToken:F3} nats a token"), "", "", "", "", "");
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
