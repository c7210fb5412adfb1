using System.Diagnostics;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary>Starts <c>demur</c> as its user does: a process of its own, judged by exit code, streams and files.</summary>
internal static class DemurProcess
{
    /// <summary>The collection of tests that start processes: one at a time, each may hold a whole model.</summary>
    public const string Collection = "processes";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Runs a command line to its end.</summary>
    public static async Task<DemurResult> RunAsync(params string[] arguments)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Longest);
        using var process = Start(arguments);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(timeout.Token), process.StandardError.ReadToEndAsync(timeout.Token));
            await process.WaitForExitAsync(timeout.Token);
            return new DemurResult(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Sends what Ctrl-C sends.</summary>
    public static async Task InterruptAsync(Process process)
    {
        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Skips a test where children inherit that Ctrl-C is ignored: below a background job of a shell without job control.</summary>
    public static void SkipWithoutInterrupts()
    {
        var ignored = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))["SigIgn:".Length..].Trim();
        Assert.SkipWhen((Convert.ToUInt64(ignored, 16) & 2) != 0, "Ctrl-C is ignored by what started this run, so it cannot be tried; run the tests in the foreground.");
    }

    /// <summary>Runs a command line that must fail by a user's mistake, and gives the one line it printed.</summary>
    /// <param name="folder">The folder whose files must stay as they are.</param>
    /// <param name="arguments">The command line.</param>
    public static async Task<string> RefusedAsync(string folder, params string[] arguments)
    {
        var before = FilesIn(folder);

        var result = await RunAsync(arguments);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal("", result.Output);
        var line = Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("demur: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        Assert.Equal(before, FilesIn(folder));
        return line;
    }

    /// <summary>Starts a command line with its streams redirected.</summary>
    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "demur.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private static string[] FilesIn(string folder) =>
        [.. Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => File.Exists(path) ? $"{path} {new FileInfo(path).Length}" : path)];
}
