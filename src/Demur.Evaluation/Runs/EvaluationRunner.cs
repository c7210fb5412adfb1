using Demur.Abstractions;
using Demur.Evaluation.Engine;
using Demur.Evaluation.Targets;
using Microsoft.Extensions.AI;

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
    /// <exception cref="DemurException">The folder does not fit the plan, the target fails at once and always, or the budget is spent: what is finished is summarised before.</exception>
    public async Task<RunSummary> RunAsync(
        EvaluationPlan plan, IProgress<EvaluationProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        cancellationToken.ThrowIfCancellationRequested();
        var record = RunRecords.Create(plan, _time.GetUtcNow());
        var folder = Begin(plan, record);
        var state = RunState.Read(folder, plan.Suites);
        var tracker = new ProgressTracker(state.Done, state.Done + plan.Suites.Sum(suite => state.Pending(suite).Count(index => plan.Share?.Has(index) ?? true)), _time, progress);
        var budget = new CallBudget(plan.Engine.Budget);
        budget.CountEarlier(state.Spent.Requests, state.Spent.InputTokens, state.Spent.OutputTokens);
        // Not disposed, as that would dispose the target, which is the caller's.
        IChatClient target = new ResilientChatClient(plan.Target, plan.Engine, budget, (plan.Concurrency, plan.Seed, _time));
        target = plan.Engine.Cache is { } cache ? new CachingChatClient(target, cache, plan.TargetInfo.Identity) : target;
        var measure = new SampleMeasure(plan, target, _time);
        Session session;
        var log = folder.OpenLog(_time, plan.Share?.Rank);
        await using (log.ConfigureAwait(false))
        {
            session = new Session(plan, state, tracker, measure, log);
            foreach (var suite in plan.Suites)
            {
                await RunSuiteAsync(suite, session, cancellationToken).ConfigureAwait(false);
            }
        }

        var summary = Summarise(plan, folder);
        return session.BudgetSpent is not { } spent
            ? summary
            : throw new DemurException($"{spent.TrimEnd('.')}. {summary.Missing} samples are missing; what is finished is kept in {plan.Folder}. Raise the budget and go on with --resume.");
    }

    // Rank 0 alone makes the folder and puts together what ranks of an earlier start left; the others wait for it.
    private static RunFolder Begin(EvaluationPlan plan, RunRecord record)
    {
        if (plan.Share is { Rank: > 0 })
        {
            plan.Share.Meet();
            return RunFolder.Resume(plan.Folder, record);
        }

        var folder = plan.Resume && RunFolder.IsRun(plan.Folder)
            ? RunFolder.Resume(plan.Folder, record)
            : RunFolder.Create(plan.Folder, record, plan.Suites);
        folder.MergeShares();
        plan.Share?.Meet();
        return folder;
    }

    private static RunSummary Summarise(EvaluationPlan plan, RunFolder folder)
    {
        var writes = plan.Share is not { Rank: > 0 };
        plan.Share?.Meet();
        if (writes)
        {
            folder.MergeShares();
        }

        plan.Share?.Meet();
        var summary = RunSummary.Of(folder.Record, plan.Suites, folder.ReadResponses());
        if (writes)
        {
            folder.WriteSummary(summary);
        }

        return summary;
    }

    private static async Task RunSuiteAsync(Suite suite, Session session, CancellationToken cancellationToken)
    {
        // Tasks on one document are in flight together, so that a local model reads it once; the longest come first.
        var portion = PortionOf(suite, session.Plan);
        var pending = session.State.Pending(suite)
            .Where(index => (portion is null || portion.Contains(index)) && (session.Plan.Share?.Has(index) ?? true))
            .OrderByDescending(index => suite.Samples[index].Document?.Length ?? suite.Samples[index].Messages.Sum(turn => turn.Content.Length))
            .ThenBy(index => suite.Samples[index].Document, StringComparer.Ordinal)
            .ToArray();
        var options = new ParallelOptions { MaxDegreeOfParallelism = session.Plan.Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(pending, options, async (index, cancel) =>
        {
            if (session.BudgetSpent is not null || await MeasureAsync(suite, index, session, cancel).ConfigureAwait(false) is not { } response)
            {
                return;
            }

            response = session.State.WithEarlierAttempts(response);
            await session.Log.AppendAsync(response, cancel).ConfigureAwait(false);
            session.Tracker.Report(suite.Name, response);
            if (session.Tracker.FailedAlways(session.Plan.FailuresBeforeGivingUp))
            {
                throw new DemurException(
                    $"The first {Math.Min(session.Plan.FailuresBeforeGivingUp, session.Plan.Suites.Sum(one => one.Samples.Count))} samples all failed, the last with: {response.Error?.TrimEnd('.')}. Mend that and go on with --resume.");
            }
        }).ConfigureAwait(false);
    }

    private static HashSet<int>? PortionOf(Suite suite, EvaluationPlan plan)
    {
        if (plan.Portion is not { } count || count >= suite.Samples.Count)
        {
            return null;
        }

        int[] order = [.. Enumerable.Range(0, suite.Samples.Count)];
        new Random(plan.Seed).Shuffle(order);
        return [.. order.Take(count)];
    }

    // Once the budget is spent nothing new begins, and what is in flight comes to its end.
    private static async Task<ResponseRecord?> MeasureAsync(Suite suite, int index, Session session, CancellationToken cancellationToken)
    {
        try
        {
            return await session.Measure.MeasureAsync(suite, index, cancellationToken).ConfigureAwait(false);
        }
        catch (TargetException spent) when (spent.Kind == FailureKind.Budget)
        {
            session.BudgetSpent = spent.Message;
            return null;
        }
    }

    private sealed record Session(EvaluationPlan Plan, RunState State, ProgressTracker Tracker, SampleMeasure Measure, ResponseLog Log)
    {
        public string? BudgetSpent { get; set; }
    }
}
