using System.Text.Json;
using Demur.Abstractions;
using Demur.Data.Preferences;

namespace Demur.Training.Trainers;

/// <summary>The requests that a run on preference data learns from; a reward model shares none with the runs whose answers it may judge.</summary>
/// <param name="Use">What the run uses them for.</param>
/// <param name="Ids">Their content ids; see <see cref="Sample.IdOf"/>.</param>
public sealed record TrainedRequests(PairUse Use, IReadOnlyList<string> Ids)
{
    private const string FileName = "trained-on.txt";

    /// <summary>Names the requests of pairs.</summary>
    /// <exception cref="DemurException">A pair is marked for the other use.</exception>
    public static TrainedRequests Of(PairUse use, IReadOnlyList<PreferencePair> pairs)
    {
        PairUses.Check(pairs, use);
        return new(use, [.. pairs.Select(pair => Sample.IdOf(pair.Prompt)).Distinct()]);
    }

    /// <summary>Gives the content ids of the requests that a run learnt from; none when the folder is no run on preference data.</summary>
    /// <param name="folder">The run's folder or the model's within it.</param>
    public static IReadOnlyList<string> Read(string folder)
    {
        var path = new[] { folder, Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))) ?? folder }
            .Select(place => Path.Combine(place, FileName)).FirstOrDefault(File.Exists);
        return path is null ? [] : File.ReadAllLines(path);
    }

    /// <summary>Writes them into a run's or a model's folder.</summary>
    internal void Write(string folder) => WholeFile.WriteLines(Path.Combine(folder, FileName), Ids);

    /// <summary>Refuses to go on when a run beside this one uses some of the same requests for the other purpose.</summary>
    /// <param name="folder">This run's folder; the others lie beside it.</param>
    /// <exception cref="DemurException">A reward model and another run on preference data share requests.</exception>
    internal void CheckApart(string folder)
    {
        var own = Path.GetFullPath(folder);
        var beside = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(own));
        if (!Directory.Exists(beside))
        {
            return;
        }

        var mine = Ids.ToHashSet(StringComparer.Ordinal);
        foreach (var other in Directory.EnumerateDirectories(beside).Where(other => other != Path.TrimEndingDirectorySeparator(own)).Order(StringComparer.Ordinal))
        {
            if (File.Exists(Path.Combine(other, FileName)) && UseOf(other) is { } use && use != Use && Read(other).Count(mine.Contains) is var shared and > 0)
            {
                throw new DemurException(
                    $"{shared} of these {Ids.Count} requests are also what the run in '{other}' learnt from, and a reward model and preference tuning must share none. " +
                    "Pass --own-share to both, which divides the requests of unmarked data between the two, or build data with 'demur data pairs --use'.");
            }
        }
    }

    private static PairUse? UseOf(string folder)
    {
        var path = Path.Combine(folder, TuningRun.RecordFile);
        try
        {
            return !File.Exists(path) ? null
                : JsonSerializer.Deserialize<TuningRunRecord>(File.ReadAllText(path), DemurJson.Line)!.Method == "reward" ? PairUse.Reward : PairUse.Dpo;
        }
        catch (JsonException)
        {
            // Another version's record says nothing of this one's.
            return null;
        }
    }
}
