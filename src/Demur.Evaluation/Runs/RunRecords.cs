using System.Reflection;
using System.Runtime.InteropServices;
using Demur.Abstractions;

namespace Demur.Evaluation.Runs;

/// <summary>Makes the record of a run from its plan.</summary>
internal static class RunRecords
{
    /// <summary>Describes a plan as it would be run now.</summary>
    public static RunRecord Create(EvaluationPlan plan, DateTimeOffset now)
    {
        Check(plan);
        return new RunRecord
        {
            Id = RunRecord.NewId(now, plan.TargetInfo),
            StartedAt = now,
            Version = Version,
            Target = plan.TargetInfo,
            Decoding = plan.Decoding,
            Suites = [.. plan.Suites.Select(RunSuite.Of)],
            Attacks = plan.Attacks is { Count: > 0 } attacks ? attacks : null,
            Scorers = [.. plan.Scorers.Select(scorer => new RunScorer(scorer.Name, scorer.Identity))],
            TaskChecks = Tasks.TaskChecks.Identity,
            Seed = plan.Seed,
            Arguments = plan.Arguments,
            Resolved = plan.Resolved,
            Machine = Machine(),
        };
    }

    private static string Version =>
        typeof(RunRecords).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static void Check(EvaluationPlan plan)
    {
        if (plan.Suites.FirstOrDefault(suite => suite.Samples.Count == 0) is { } empty)
        {
            throw new DemurException($"Suite {empty.Name} has no samples. Choose another --suite.");
        }

        if (plan.Suites.GroupBy(suite => suite.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new DemurException($"Suite {twice.Key} is named twice. Name each suite once.");
        }

        ArgumentOutOfRangeException.ThrowIfZero(plan.Suites.Count, nameof(plan));
        ArgumentOutOfRangeException.ThrowIfZero(plan.Scorers.Count, nameof(plan));
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.Concurrency, 1, nameof(plan));
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.FailuresBeforeGivingUp, 1, nameof(plan));
    }

    private static RunMachine Machine() => new(
        RuntimeInformation.OSDescription,
        ProcessorName() ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        RuntimeInformation.FrameworkDescription);

    private static string? ProcessorName()
    {
        const string cpuInfo = "/proc/cpuinfo";
        return File.Exists(cpuInfo)
            ? File.ReadLines(cpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[^1].Trim()
            : null;
    }
}
