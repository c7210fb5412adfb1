using System.Globalization;
using System.Runtime.InteropServices;
using Xunit;

namespace Demur.Tests.Testing;

/// <summary>The most memory that a process has had resident, from Linux's <c>/proc</c>.</summary>
internal static class PeakMemory
{
    /// <summary>Skips a test where the peak of this process cannot be measured.</summary>
    public static void SkipUnlessMeasurable() => Assert.SkipUnless(
        OperatingSystem.IsLinux() && CanReset(), "The peak of resident memory is read from /proc, which this machine does not let be reset.");

    /// <summary>Measures how many bytes more than before are resident at the most while some work is done in this process.</summary>
    public static long During(Action work)
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true);

        // What was freed before would be used again and not show.
        _ = TrimHeap(0);
        var before = Status("self", "VmRSS");
        Reset();
        work();
        return Status("self", "VmHWM") - before;
    }

    /// <summary>Gets the peak of another process; 0 once it has ended.</summary>
    public static long Of(int process)
    {
        try
        {
            return Status(process.ToString(CultureInfo.InvariantCulture), "VmHWM");
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static bool CanReset()
    {
        try
        {
            Reset();
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Reset() => File.WriteAllText("/proc/self/clear_refs", "5");

    // A process that is about to end has no such line any more.
    private static long Status(string process, string key)
    {
        var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal));
        return line is null ? 0 : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int TrimHeap(nint padding);
}
