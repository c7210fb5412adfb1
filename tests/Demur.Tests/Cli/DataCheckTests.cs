using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary>What <c>demur data check</c> tells of a file of rows.</summary>
[Collection(DemurProcess.Collection)]
[Trait(TestGroups.Trait, TestGroups.EndToEnd)]
public sealed class DataCheckTests : IDisposable
{
    private const string Row = """{"messages":[{"role":"user","content":"How do I keep basil alive on a window sill in winter?"},{"role":"assistant","content":"Water it from below."}]}""";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Rows_that_ask_the_same_are_counted()
    {
        var result = await DemurProcess.RunAsync("data", "check", _folder.Write("rows.jsonl", $"{Row}\n{Row.Replace("from below", "rarely", StringComparison.Ordinal)}\n"));

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Contains("Exact 1.00", result.Output, StringComparison.Ordinal);
        Assert.Contains("2 rows among each other: 1 copies, 0 near-duplicates", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_rows_are_left_out_and_counted_where_that_is_asked_for()
    {
        var rows = _folder.Write("rows.jsonl", $"{Row}\nnonsense\n");

        Assert.Contains("--skip-bad", await DemurProcess.RefusedAsync(_folder.Path, "data", "check", rows), StringComparison.Ordinal);
        var result = await DemurProcess.RunAsync("data", "check", rows, "--skip-bad");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("1 bad rows left out, the first: ", result.Output, StringComparison.Ordinal);
        Assert.Contains("rows.jsonl, line 2", result.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
