using System.Globalization;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Output;

/// <summary>Runs an evaluation with a line of progress.</summary>
internal static class EvaluationRuns
{
    public static async Task<RunSummary> RunAsync(EvaluationPlan plan, CancellationToken cancellationToken)
    {
        using var line = new ProgressLine(TimeProvider.System);
        return await new EvaluationRunner().RunAsync(plan, plan.Share is { Rank: > 0 } ? null : new LineProgress(line, NameOf(plan)), cancellationToken).ConfigureAwait(false);
    }

    private static string NameOf(EvaluationPlan plan) =>
        plan.Share is { } share ? string.Create(CultureInfo.InvariantCulture, $"{plan.TargetInfo.Name} (rank 0 of {share.World})") : plan.TargetInfo.Name;

    // Progress<T> would post to the thread pool and could overtake itself.
    private sealed class LineProgress(ProgressLine line, string target) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) => line.Show(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{target}: {value.Done}/{value.Total} samples, {value.PerSecond:F1}/s, {ProgressLine.Rest(value.Remaining)} left, {value.Errors} errors{Kinds(value)} ({value.Suite})"),
            always: value.Done == value.Total);

        private static string Kinds(EvaluationProgress value) => value.ErrorsByKind.Count == 0
            ? ""
            : $": {string.Join(", ", value.ErrorsByKind.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Count} {Words.Kind(entry.Kind)}")))}";
    }
}
