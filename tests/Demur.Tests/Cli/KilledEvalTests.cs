using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary><c>kill -9</c> at random moments loses no finished sample and repeats none.</summary>
[Collection(DemurProcess.Collection)]
public sealed class KilledEvalTests : IDisposable
{
    private const int SamplesAKill = 60;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.EndToEnd)]
    public Task Ten_kills_lose_nothing() => KillAsync(10, seed: 1);

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Slow)]
    public async Task A_hundred_kills_lose_nothing()
    {
        var record = await KillAsync(100, seed: 2);

        var folder = Path.Combine(GoldenFolder.RepositoryRoot, "artifacts");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "kill-9.json"), record.ToJsonString(new JsonSerializerOptions { WriteIndented = true }), TestContext.Current.CancellationToken);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<JsonObject> KillAsync(int kills, int seed)
    {
        var random = new Random(seed);
        using var server = new LocalServer(async request =>
        {
            await Task.Delay(2);
            return LocalServer.Says($"The answer to {request.LastMessage} is simple, turn it to the left.");
        });
        var samples = kills * SamplesAKill;
        var suite = _folder.Write("suite.jsonl", string.Concat(Enumerable.Range(0, samples).Select(i => $$"""{"prompt": "question {{i}}", "label": "harmless"}""" + "\n")));
        string[] arguments =
        [
            "eval", "--target", "openai:stub", "--endpoint", server.Endpoint.ToString(), "--concurrency", "4", "--suite", suite, "--out", _folder.File("run"), "--resume",
        ];
        var moments = new JsonArray();
        for (var kill = 0; kill < kills; kill++)
        {
            var before = CompleteLines();
            var asked = server.Requests.Count;
            using var process = DemurProcess.Start(arguments);
            var start = Stopwatch.GetTimestamp();

            // Killed after a drawn number of requests and a drawn time, so that a slow machine gets as far as a fast one.
            var until = asked + random.Next(1, SamplesAKill - 10);
            while (server.Requests.Count < until && !process.HasExited)
            {
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }

            await Task.Delay(random.Next(0, 15), TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(137, process.ExitCode);
            var after = CompleteLines();
            Assert.Equal(before, after[..before.Length]);
            moments.Add(new JsonObject { ["after_ms"] = Math.Round(Stopwatch.GetElapsedTime(start).TotalMilliseconds), ["finished"] = after.Length });
        }

        var finished = CompleteLines();
        Assert.InRange(finished.Length, 1, samples - 1);
        var last = await DemurProcess.RunAsync(arguments);
        Assert.True(last.ExitCode == 0, last.Errors);
        var lines = CompleteLines();
        Assert.Equal(finished, lines[..finished.Length]);
        Assert.Equal(Enumerable.Range(0, samples), lines.Select(line => (int)JsonNode.Parse(line)!["index"]!).Order());

        // What was in flight when a process died is asked again; nothing else is.
        Assert.InRange(server.Requests.Count, samples, samples + (kills * 4 * 4));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kills} kills, {samples} samples, {server.Requests.Count} requests"));
        return new JsonObject { ["kills"] = kills, ["samples"] = samples, ["requests"] = server.Requests.Count, ["moments"] = moments };
    }

    // A line that has its end is a finished sample; what a kill tore is none.
    private string[] CompleteLines()
    {
        var path = Path.Combine(_folder.File("run"), "responses.jsonl");
        var text = File.Exists(path) ? File.ReadAllText(path) : "";
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
