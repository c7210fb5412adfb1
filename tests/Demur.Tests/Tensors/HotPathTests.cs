using System.Diagnostics;
using System.Globalization;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Tensors;

/// <summary>Holds the instructions that hot paths execute against <c>native/guard/instructions.tsv</c>, so that a loss of speed shows on any machine.</summary>
public sealed class HotPathTests
{
    private const double Most = 1.2;
    private const int Paths = 3;

    private static readonly string Native = Path.Combine(GoldenFolder.RepositoryRoot, "native");

    [Theory]
    [InlineData("avx2")]
    [InlineData("avx512")]
    [InlineData("avx512bf16")]
    [InlineData("amx")]
    public void A_hot_path_takes_at_most_a_fifth_more_instructions_than_recorded(string build)
    {
        var (compiler, counted) = Count(build);
        var recorded = Recorded(build, compiler);

        Assert.Equal(Paths, counted.Count);
        foreach (var (path, instructions) in counted)
        {
            Assert.True(
                instructions <= Most * recorded[path],
                $"{path} ({build}) takes {instructions} instructions where {recorded[path]} are recorded. If that pays elsewhere, show it by a benchmark and run native/guard/record.sh.");
        }
    }

    private static (string Compiler, Dictionary<string, long> Paths) Count(string build)
    {
        var start = new ProcessStartInfo(Path.Combine(Native, "build", "demur_instructions"), [build]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        Assert.SkipWhen(process.ExitCode == 2, $"This processor cannot run {build}.");
        Assert.SkipWhen(process.ExitCode == 3, "This machine lets nobody trace a process, so instructions cannot be counted.");
        Assert.Equal(0, process.ExitCode);
        return (lines[0]["compiler ".Length..], lines.Skip(1).Select(line => line.Split(' ')).ToDictionary(line => line[0], line => long.Parse(line[1], CultureInfo.InvariantCulture)));
    }

    private static Dictionary<string, long> Recorded(string build, string compiler)
    {
        string[][] rows = [.. File.ReadLines(Path.Combine(Native, "guard", "instructions.tsv")).Skip(1).Select(line => line.Split('\t'))];
        Assert.SkipWhen(rows.All(row => row[0] != compiler), $"Another compiler than the recorded one: {compiler}.");
        var found = rows.Where(row => row[0] == compiler && row[1] == build).ToDictionary(row => row[2], row => long.Parse(row[3], CultureInfo.InvariantCulture));
        Assert.Equal(Paths, found.Count);
        return found;
    }
}
