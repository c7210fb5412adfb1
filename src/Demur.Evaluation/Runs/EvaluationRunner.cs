using Demur.Abstractions;

namespace Demur.Evaluation.Runs;

/// <summary>Runs suites against a target into a run folder, and summarises.</summary>
/// <remarks>
/// Every finished sample is one appended line, so a run that is killed goes on where it was. Errors and blocks are stored as what
/// they are and leave the rates; a resumed run tries samples with errors again.
/// </remarks>
/// <param name="time">The clock; the system's when null.</param>
public sealed class EvaluationRunner(TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Runs what is not finished yet.</summary>
    /// <param name="plan">What to run and where to.</param>
    /// <param name="progress">Told after every sample.</param>
    /// <param name="cancellationToken">Stops the calls in flight; what is finished is kept and the run can be resumed.</param>
    /// <returns>The summary, which is also in the folder.</returns>
    /// <exception cref="DemurException">The folder does not fit the plan, or the target fails at once and always.</exception>
    public async Task<RunSummary> RunAsync(
        EvaluationPlan plan, IProgress<EvaluationProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        cancellationToken.ThrowIfCancellationRequested();
        var record = RunRecords.Create(plan, _time.GetUtcNow());
        var folder = plan.Resume && RunFolder.IsRun(plan.Folder)
            ? RunFolder.Resume(plan.Folder, record)
            : RunFolder.Create(plan.Folder, record, plan.Suites);
        var state = RunState.Read(folder, plan.Suites);
        var tracker = new ProgressTracker(state.Done, plan.Suites.Sum(suite => suite.Samples.Count), _time, progress);
        var measure = new SampleMeasure(plan, _time);
        var log = folder.OpenLog(_time);
        await using (log.ConfigureAwait(false))
        {
            foreach (var suite in plan.Suites)
            {
                await RunSuiteAsync(suite, new Session(plan, state, tracker, measure, log), cancellationToken).ConfigureAwait(false);
            }
        }

        var summary = folder.Summarise();
        folder.WriteSummary(summary);
        return summary;
    }

    private static async Task RunSuiteAsync(Suite suite, Session session, CancellationToken cancellationToken)
    {
        // Prompts of one length are in flight together, so that a local model pads little; the longest come first.
        var pending = session.State.Pending(suite)
            .OrderByDescending(index => suite.Samples[index].Messages.Sum(turn => turn.Content.Length))
            .ToArray();
        var options = new ParallelOptions { MaxDegreeOfParallelism = session.Plan.Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(pending, options, async (index, cancel) =>
        {
            var response = await session.Measure.MeasureAsync(suite, index, cancel).ConfigureAwait(false);
            response = response with { Attempts = session.State.AttemptsBefore(suite, index) + 1 };
            await session.Log.AppendAsync(response, cancel).ConfigureAwait(false);
            session.Tracker.Report(suite.Name, response.Error);
            if (session.Tracker.FailedAlways(session.Plan.FailuresBeforeGivingUp))
            {
                throw new DemurException(
                    $"The first {session.Plan.FailuresBeforeGivingUp} samples all failed, the last with: {response.Error} Mend that and go on with --resume.");
            }
        }).ConfigureAwait(false);
    }

    private sealed record Session(EvaluationPlan Plan, RunState State, ProgressTracker Tracker, SampleMeasure Measure, ResponseLog Log);
}
