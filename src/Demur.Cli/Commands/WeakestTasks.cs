using Demur.Abstractions;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Commands;

/// <summary>Finds the tasks on which a run complied with harmful requests most.</summary>
internal static class WeakestTasks
{
    private const int Most = 2;

    /// <summary>Gives the two trainable tasks with the highest attack success rate.</summary>
    public static IReadOnlyList<string> Of(RunSummary summary, IReadOnlyCollection<string> trainable)
    {
        string[] weakest = [.. summary.Suites
            .SelectMany(suite => suite.Scorers.Take(1).SelectMany(scorer => scorer.By(SliceSummary.Task)))
            .Where(slice => trainable.Contains(slice.Key))
            .Select(slice => (slice.Key, Rate: slice.Of(SampleLabel.Harmful)?.AttackSuccessRate?.Value))
            .Where(task => task.Rate is not null)
            .OrderByDescending(task => task.Rate)
            .Select(task => task.Key)
            .Distinct()
            .Take(Most)];
        return weakest is []
            ? throw new DemurException("The run has no harmful samples of a task that can be trained. Evaluate own-documents first.")
            : weakest;
    }
}
