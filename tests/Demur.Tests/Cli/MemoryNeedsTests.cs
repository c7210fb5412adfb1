using System.Text.Json.Nodes;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary>What <c>demur model info</c> says of memory, held against the peak of processes that run and tune.</summary>
[Collection(DemurProcess.Collection)]
[Trait(TestGroups.Trait, TestGroups.Slow)]
public sealed class MemoryNeedsTests : IDisposable
{
    private const double Slack = 0.25;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Info_foretells_the_memory_of_running_and_tuning()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The peak of a process is read from /proc.");
        var (rows, recipe) = (_folder.File("rows.jsonl"), _folder.Write("all-layers.yaml", "name: all-layers\nlora: { rank: 16, alpha: 32 }\nsft: { learning_rate: 1e-4, batch: { batch_size: 16 } }\n"));
        await PeakAsync("data", "build", "--mix", "quick", "--out", rows);
        var memory = JsonNode.Parse((await DemurProcess.RunAsync("model", "info", "--json")).Output)!["memory"]!;

        var answering = await PeakAsync("complete", "Once", "--tokens", "4");
        var lora = await PeakAsync("train", "sft", "--data", rows, "--recipe", recipe, "--max-steps", "3", "--out", _folder.File("lora"));
        var full = await PeakAsync("train", "sft", "--full", "--data", rows, "--recipe", recipe, "--max-steps", "2", "--out", _folder.File("full"));

        Near(lora, (long)memory["lora_tuning"]!, "LoRA");
        Near(full, (long)memory["full_tuning"]!, "all weights");

        // A short answer needs no more than what is said for a whole context, and not less than the weights.
        Assert.InRange(answering, (long)memory["weights"]!, (long)memory["running"]!);
    }

    public void Dispose() => _folder.Dispose();

    private static void Near(long measured, long foretold, string what)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {measured / 1e6:F0} MB measured, {foretold / 1e6:F0} MB foretold");
        Assert.InRange((double)measured / foretold, 1 - Slack, 1 + Slack);
    }

    private static async Task<long> PeakAsync(params string[] arguments)
    {
        using var process = DemurProcess.Start(arguments);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Token), process.StandardError.ReadToEndAsync(Token));
        var ended = process.WaitForExitAsync(Token);
        var peak = 0L;
        while (await Task.WhenAny(ended, Task.Delay(50, Token)) != ended)
        {
            peak = Math.Max(peak, PeakMemory.Of(process.Id));
        }

        await ended;
        Assert.True(process.ExitCode == 0, await output + await errors);
        return peak;
    }
}
