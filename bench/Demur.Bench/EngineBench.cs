using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Evaluation.Runs;

namespace Demur.Bench;

/// <summary>The engine alone: a target that answers at once, scored by the default scorers, written and summarised as any run.</summary>
[SuppressMessage("ApiDesign", "RS0030", Justification = "A benchmark prints.")]
internal static class EngineBench
{
    public static async Task RunAsync(int samples)
    {
        var suite = new Suite { Name = "stub", Samples = [.. Enumerable.Range(0, samples).Select(Sample)] };
        var folder = Directory.CreateTempSubdirectory("demur-bench-").FullName;
        try
        {
            await MeasureAsync(suite, folder).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(Suite suite, string folder)
    {
        using var target = new StubChatClient();

        // The code that is measured is compiled and its tables are filled before the clock starts.
        await RunAsync(target, suite with { Samples = [.. suite.Samples.Take(2000)] }, Path.Combine(folder, "warm")).ConfigureAwait(false);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var peak = new PeakMemory(before);
        var start = Stopwatch.GetTimestamp();
        var summary = await RunAsync(target, suite, Path.Combine(folder, "run"), peak).ConfigureAwait(false);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(suite);
        Console.WriteLine(JsonSerializer.Serialize(
            new
            {
                Command = string.Create(CultureInfo.InvariantCulture, $"dotnet run -c Release --project bench/Demur.Bench engine {suite.Samples.Count}"),
                Samples = summary.Suites[0].Finished,
                Seconds = Math.Round(seconds, 2),
                PerSecond = Math.Round(suite.Samples.Count / seconds),
                LiveMemoryGrowthMegabytes = Math.Round((after - before) / 1e6, 1),
                PeakLiveMemoryGrowthMegabytes = Math.Round((peak.Highest - before) / 1e6, 1),
                Processor = RunProcessor(),
                Threads = Environment.ProcessorCount,
                Runtime = Environment.Version.ToString(),
            },
            DemurJson.Indented));
    }

    private static string? RunProcessor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[^1].Trim()
        : null;

    private static Task<RunSummary> RunAsync(StubChatClient target, Suite suite, string folder, IProgress<EvaluationProgress>? progress = null) => new EvaluationRunner().RunAsync(
        new EvaluationPlan { Target = target, TargetInfo = new RunTarget("stub", "stub"), Suites = [suite], Folder = folder },
        progress,
        CancellationToken.None);

    private static Sample Sample(int number)
    {
        IReadOnlyList<ChatTurn> messages = [new ChatTurn(ChatTurn.User, string.Create(CultureInfo.InvariantCulture, $"How do I repot fern number {number} without hurting its roots?"))];
        return new Sample
        {
            Id = Abstractions.Sample.IdOf(messages), Messages = messages, Label = number % 2 == 0 ? SampleLabel.Harmless : SampleLabel.Harmful, Source = "bench", Licence = "CC0-1.0",
        };
    }

    /// <summary>Looks at live memory every fifty thousand samples, garbage collected first.</summary>
    private sealed class PeakMemory(long before) : IProgress<EvaluationProgress>
    {
        private const int Every = 50_000;
        private readonly Lock _gate = new();

        public long Highest { get; private set; } = before;

        public void Report(EvaluationProgress value)
        {
            if (value.Done % Every == 0)
            {
                lock (_gate)
                {
                    Highest = Math.Max(Highest, GC.GetTotalMemory(forceFullCollection: true));
                }
            }
        }
    }
}
