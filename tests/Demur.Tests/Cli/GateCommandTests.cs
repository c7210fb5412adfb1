using System.Text.Json.Nodes;
using System.Xml.Linq;
using Demur.Abstractions;
using Demur.Tests.Evaluation.Runs;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary>The gate as a CI system sees it: exit codes and files.</summary>
[Collection(DemurProcess.Collection)]
[Trait(TestGroups.Trait, TestGroups.EndToEnd)]
public sealed class GateCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_exit_code_is_the_verdict_and_every_file_is_written()
    {
        await RunAsync("a", number => number % 2 == 0, 400);
        await RunAsync("worse", number => number % 4 == 0, 400);
        await RunAsync("few", number => number % 2 == 0, 20);

        Assert.Equal(0, (await GateAsync("a", "a")).ExitCode);
        Assert.Equal(3, (await GateAsync("few", "few")).ExitCode);
        var worse = await GateAsync("a", "worse", "--junit", _folder.File("g.xml"), "--sarif", _folder.File("g.sarif"), "--markdown", _folder.File("g.md"), "--json");
        Assert.Equal(2, worse.ExitCode);
        Assert.Equal("regression", (string?)JsonNode.Parse(worse.Output)!["verdict"]);
        Assert.NotEmpty(XDocument.Load(_folder.File("g.xml")).Descendants("failure"));
        Assert.Equal("2.1.0", (string?)JsonNode.Parse(await File.ReadAllTextAsync(_folder.File("g.sarif"), TestContext.Current.CancellationToken))!["version"]);
        Assert.Contains("REGRESSION", await File.ReadAllTextAsync(_folder.File("g.md"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_compared_is_an_error_in_one_line()
    {
        await RunAsync("a", number => number % 2 == 0, 40);
        await RunAsync("b", number => number % 2 == 0, 60);

        Assert.Contains("other samples", await DemurProcess.RefusedAsync(_folder.Path, "gate", "--baseline", _folder.File("a"), "--candidate", _folder.File("b")), StringComparison.Ordinal);
        Assert.Contains("neither a run folder nor a baseline", await DemurProcess.RefusedAsync(_folder.Path, "gate", "--baseline", "nowhere", "--candidate", _folder.File("a")), StringComparison.Ordinal);
        var policy = _folder.Write("gate.yaml", "alpha: 7\n");
        Assert.Contains("gate.yaml", await DemurProcess.RefusedAsync(_folder.Path, "gate", "--baseline", _folder.File("a"), "--candidate", _folder.File("a"), "--policy", policy), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<DemurResult> GateAsync(string baseline, string candidate, params string[] more) =>
        DemurProcess.RunAsync(["gate", "--baseline", _folder.File(baseline), "--candidate", _folder.File(candidate), .. more]);

    private async Task RunAsync(string name, Func<int, bool> refuses, int samples)
    {
        var suite = new Suite
        {
            Name = "questions", Samples = [.. Enumerable.Range(0, samples).Select(i => Some.Sample($"question {i}", i % 2 == 0 ? SampleLabel.Harmful : SampleLabel.Harmless))],
        };
        using var client = new FakeChatClient(prompt => refuses(int.Parse(prompt.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture))
            ? TinyEvaluation.Refusal
            : "Of course. The answer is quite simple, take the left one and turn it.");
        await TinyEvaluation.RunAsync(TinyEvaluation.Plan(_folder.File(name), client, suite));
    }
}
