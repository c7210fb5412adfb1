using System.Security.Cryptography;
using System.Text.Json;

namespace Demur.Abstractions;

/// <summary>What a run was made with: enough to repeat it, and to refuse a comparison of what differs.</summary>
public sealed record RunRecord
{
    /// <summary>Gets the name of the run, unique and sortable by start.</summary>
    public required RunId Id { get; init; }

    /// <summary>Gets the version of this layout.</summary>
    /// <value>The default is 1.</value>
    public int Format { get; init; } = 1;

    /// <summary>Gets when the run was first started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Gets the version of Demur that ran it.</summary>
    public required string Version { get; init; }

    /// <summary>Gets what answered.</summary>
    public required RunTarget Target { get; init; }

    /// <summary>Gets how answers were decoded.</summary>
    public required DecodingSettings Decoding { get; init; }

    /// <summary>Gets the suites, in the order they were run.</summary>
    public required IReadOnlyList<RunSuite> Suites { get; init; }

    /// <summary>Gets the scorers; the first one's outcomes lead.</summary>
    public required IReadOnlyList<RunScorer> Scorers { get; init; }

    /// <summary>Gets the attacks on harmful samples in the order they were done, or <see langword="null"/> for none.</summary>
    public IReadOnlyList<string>? Attacks { get; init; }

    /// <summary>Gets the hash of the rules that say whether a task was done.</summary>
    public required string TaskChecks { get; init; }

    /// <summary>Gets the seed of everything drawn.</summary>
    public int Seed { get; init; }

    /// <summary>Gets the arguments as the user gave them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Gets every setting as resolved, defaults included.</summary>
    public IReadOnlyDictionary<string, string> Resolved { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets where it ran.</summary>
    public required RunMachine Machine { get; init; }

    /// <summary>Lists what decides a run's responses and scores, each with a hash or value; two runs that agree in all may be continued into one another.</summary>
    public IReadOnlyDictionary<string, string> Settings()
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["target"] = Target.Identity,
            ["decoding"] = Decoding.ComputeHash(),
            ["seed"] = Seed.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["scorers"] = string.Join(' ', Scorers.Select(scorer => $"{scorer.Name}:{scorer.Identity}")),
            ["task checks"] = TaskChecks,
            ["suites"] = string.Join(' ', Suites.Select(suite => suite.Name)),
        };
        if (Attacks is { Count: > 0 })
        {
            settings["attacks"] = string.Join(' ', Attacks);
        }

        foreach (var suite in Suites)
        {
            settings[$"suite {suite.Name}"] = suite.Hash;
        }

        return settings;
    }

    /// <summary>Makes an id from the start and what was run.</summary>
    /// <param name="startedAt">The start.</param>
    /// <param name="target">What answers.</param>
    public static RunId NewId(DateTimeOffset startedAt, RunTarget target)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes((startedAt.UtcTicks, target.Name, target.Identity), DemurJson.Line)))[..6];
        return new RunId($"{startedAt.UtcDateTime.ToString("yyyyMMdd-HHmmss", System.Globalization.CultureInfo.InvariantCulture)}-{hash}");
    }
}
