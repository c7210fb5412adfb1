using Demur.Abstractions;
using Demur.Evaluation.Tasks;

namespace Demur.Evaluation.Runs;

/// <summary>Scores the stored responses of a run again; nothing is generated.</summary>
public static class RunRescorer
{
    /// <summary>Adds scorers to a run, or replaces those of the same name, and summarises anew.</summary>
    /// <param name="path">The run folder.</param>
    /// <param name="scorers">The scorers to add.</param>
    /// <param name="lead">Whether the first of them leads from now on.</param>
    /// <param name="cancellationToken">Stops before anything is changed.</param>
    /// <returns>The new summary, which is also in the folder.</returns>
    public static async Task<RunSummary> RescoreAsync(
        string path, IReadOnlyList<IScorer> scorers, bool lead, CancellationToken cancellationToken)
    {
        var folder = RunFolder.Open(path);
        var suites = folder.Suites.ToDictionary(suite => suite.Name, StringComparer.Ordinal);
        var rescored = new List<ResponseRecord>();
        foreach (var response in folder.ReadResponses())
        {
            var suite = suites[response.Suite];
            rescored.Add(suite.Kind == SuiteKind.Generation
                ? await SampleMeasure.ScoreAsync(scorers, suite.Samples[response.Index], response, cancellationToken).ConfigureAwait(false)
                : response);
        }

        cancellationToken.ThrowIfCancellationRequested();
        folder.ReplaceResponses(rescored);
        var added = scorers.Select(scorer => new RunScorer(scorer.Name, scorer.Identity)).ToArray();
        var kept = folder.Record.Scorers.Where(scorer => !Array.Exists(added, other => other.Name == scorer.Name));
        folder.WriteRecord(folder.Record with { Scorers = lead ? [.. added, .. kept] : [.. kept, .. added], TaskChecks = TaskChecks.Identity });
        var summary = folder.Summarise();
        folder.WriteSummary(summary);
        return summary;
    }
}
