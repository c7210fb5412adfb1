using System.Security.Cryptography;
using System.Text;
using Demur.Abstractions;
using Demur.Cli.Suites;

namespace Demur.Cli.Calibration;

/// <summary>The samples that a strength is chosen on, and those that it is reported on.</summary>
internal sealed record CalibrationSplit(IReadOnlyList<Sample> Validation, IReadOnlyList<Sample> Test)
{
    /// <summary>Draws the halves of suites; each has harmful and harmless samples.</summary>
    public static CalibrationSplit Draw(string suites, int? limit, int seed)
    {
        var samples = SuiteResolver.Resolve(suites, limit, seed)
            .SelectMany(suite => suite.Samples).Where(sample => sample.Label is SampleLabel.Harmful or SampleLabel.Harmless && sample.Choices is null).DistinctBy(sample => sample.Id).ToArray();
        var (validation, test) = Of(samples, sample => sample.Pair ?? sample.Id, sample => sample.Label, (seed, $"--suite {suites}"));
        return new CalibrationSplit(validation, test);
    }

    /// <summary>Cuts rows in halves by the seed; a twin goes where its pair goes, or a strength would be tested on what it was chosen by.</summary>
    /// <exception cref="DemurException">A half lacks harmful or harmless rows.</exception>
    public static (T[] Validation, T[] Test) Of<T>(IReadOnlyList<T> rows, Func<T, string> key, Func<T, SampleLabel> label, (int Seed, string Source) from)
    {
        var halves = rows.ToLookup(row => SHA256.HashData(Encoding.UTF8.GetBytes($"{from.Seed} {key(row)}"))[0] % 2 == 0);
        var (validation, test) = (halves[true].ToArray(), halves[false].ToArray());
        return new[] { SampleLabel.Harmful, SampleLabel.Harmless }.All(kind => Array.Exists(validation, row => label(row) == kind) && Array.Exists(test, row => label(row) == kind))
            ? (validation, test)
            : throw new DemurException($"{from.Source} gives {rows.Count} samples, too few to validate and test on harmful and harmless ones each. Name more of both kinds, or raise --limit.");
    }
}
