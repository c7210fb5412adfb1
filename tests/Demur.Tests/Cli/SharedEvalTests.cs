using System.Diagnostics;
using System.Text.Json.Nodes;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary>Several processes on loopback evaluate what one evaluates, each its share of the samples.</summary>
[Collection(DemurProcess.Collection)]
[Trait(TestGroups.Trait, TestGroups.EndToEnd)]
public sealed class SharedEvalTests : IDisposable
{
    private const int Samples = 60;
    private readonly TemporaryFolder folder = new();
    private readonly string suite;

    public SharedEvalTests() => suite = folder.Write("suite.jsonl", string.Concat(Enumerable.Range(0, Samples).Select(index => $$"""{"prompt": "question {{index}}", "label": "harmless"}""" + "\n")));

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Two_ranks_share_the_samples_and_leave_one_run()
    {
        using var server = Server(0);

        var alone = await DemurProcess.RunAsync(Eval(server, "alone"));
        var shared = await DemurProcess.RunAsync(["launch", "--nproc", "2", "--", .. Eval(server, "shared")]);

        Assert.True(alone.ExitCode == 0 && shared.ExitCode == 0, alone.Errors + shared.Errors);
        Assert.Equal(2 * Samples, server.Requests.Count);
        Assert.Equal(Enumerable.Range(0, Samples), Indices("shared").Order());
        Assert.Equal(Texts("alone"), Texts("shared"));
        Assert.Equal(["responses.jsonl", "run.json", "samples.jsonl", "summary.json"], Directory.GetFiles(folder.File("shared")).Select(Path.GetFileName).Order());
        Assert.Equal(Suites("alone"), Suites("shared"));
        Assert.Equal(1, shared.Output.Split('\n').Count(line => line.Contains("suite", StringComparison.OrdinalIgnoreCase) && line.Contains("refus", StringComparison.OrdinalIgnoreCase)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_rank_that_dies_ends_the_job_which_goes_on_with_another_number_of_ranks(int ranksAfter)
    {
        using var server = Server(40);
        using var job = DemurProcess.Start(["launch", "--nproc", "2", "--", .. Eval(server, "killed"), "--concurrency", "1"]);
        while (!job.HasExited && Finished() < 6)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Assert.False(job.HasExited);
        using var second = Process.GetProcessById(File.ReadAllText($"/proc/{job.Id}/task/{job.Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ElementAt(1));
        second.Kill();
        var errors = await job.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await job.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, job.ExitCode);
        Assert.Contains("--resume", errors, StringComparison.Ordinal);
        Assert.InRange(Finished(), 6, Samples - 1);
        var asked = server.Requests.Count;
        var before = Finished();

        string[] again = [.. Eval(server, "killed"), "--resume"];
        var result = await DemurProcess.RunAsync(ranksAfter == 1 ? again : ["launch", "--nproc", $"{ranksAfter}", "--", .. again]);

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Equal(Samples - before, server.Requests.Count - asked);
        Assert.Equal(Enumerable.Range(0, Samples), Indices("killed").Order());
    }

    private static LocalServer Server(int delay) => new(async request =>
    {
        await Task.Delay(delay);
        return LocalServer.Says($"The answer to {request.LastMessage} is simple, turn it to the left.");
    });

    private string[] Eval(LocalServer server, string name) =>
        ["eval", "--target", "openai:stub", "--endpoint", server.Endpoint.ToString(), "--suite", suite, "--out", folder.File(name)];

    // Whole lines of the ranks' own files and of the run's.
    private int Finished() => !Directory.Exists(folder.File("killed")) ? 0 : Directory.GetFiles(folder.File("killed"), "responses*.jsonl").Sum(file => File.ReadAllText(file).Count(letter => letter == '\n'));

    private JsonNode[] Lines(string name) => [.. File.ReadLines(Path.Combine(folder.File(name), "responses.jsonl")).Select(line => JsonNode.Parse(line)!)];

    private IEnumerable<int> Indices(string name) => Lines(name).Select(line => (int)line["index"]!);

    private IEnumerable<string> Texts(string name) => Lines(name).OrderBy(line => (int)line["index"]!).Select(line => (string)line["text"]!);

    private string Suites(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(folder.File(name), "summary.json")))!["suites"]!.ToJsonString();
}
