using System.Diagnostics;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary>A disk that fills up ends a command in one line, and the file that was to be written is not there by halves.</summary>
[Collection(DemurProcess.Collection)]
[Trait(TestGroups.Trait, TestGroups.EndToEnd)]
public sealed class FullDiskTests : IDisposable
{
    // A file system of 128 KiB that only this process and its children see.
    private const string OnSmallDisk = """
        mount -t tmpfs -o size=128k none "$1" || exit 99
        cd "$1" && shift
        "$@"
        code=$?
        echo "left: $(ls -A)"
        exit $code
        """;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Rows_that_do_not_fit_are_not_written_by_halves()
    {
        var (exitCode, output, errors) = await RunOnSmallDiskAsync("data", "build", "--mix", "balanced", "--out", "rows.jsonl");

        Assert.Equal(1, exitCode);
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("rows.jsonl: cannot be written (No space left on device", line, StringComparison.Ordinal);
        Assert.EndsWith("left: \n", output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(int ExitCode, string Output, string Errors)> RunOnSmallDiskAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("unshare") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["--mount", "bash", "-c", OnSmallDisk, "bash", _folder.Path, "dotnet", Path.Combine(AppContext.BaseDirectory, "demur.dll"), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(process.ExitCode == 99 || (await errors).Contains("unshare", StringComparison.Ordinal), "A file system of its own needs root.");
        return (process.ExitCode, await output, await errors);
    }
}
