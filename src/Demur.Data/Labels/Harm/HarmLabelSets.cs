using Demur.Abstractions;
using Demur.Data.Catalogue;

namespace Demur.Data.Labels.Harm;

/// <summary>The public sets that say what is harmful: texts, requests and answers.</summary>
public static class HarmLabelSets
{
    /// <summary>Gets every set.</summary>
    public static IReadOnlyList<HarmLabelSet> All { get; } = [.. HarmfulTexts.All, .. HarmfulRequests.All, .. HarmfulAnswers.All];

    /// <summary>Reads the rows of sets.</summary>
    /// <param name="names">Their names; none for every set that is there.</param>
    /// <param name="root">The folder of public sets, one folder a set.</param>
    /// <exception cref="DemurException">There is no such set, or a named one is not there.</exception>
    public static IReadOnlyList<LabelledHarm> Read(IReadOnlyList<string> names, string root)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.FirstOrDefault(name => All.All(set => set.Name != name)) is { } unknown)
        {
            throw new DemurException($"There are no labels of harm called \"{unknown}\". Choose from {string.Join(", ", All.Select(set => set.Name))}.");
        }

        List<LabelledHarm> rows = [];
        foreach (var set in All.Where(set => names.Count == 0 || names.Contains(set.Name)))
        {
            var before = rows.Count;
            rows.AddRange(LabelReading.Whole(set.Name, Path.Combine(root, set.Set), () => set.Read(root)));
            if (rows.Count == before && names.Count > 0)
            {
                throw new DemurException($"'{Path.Combine(root, set.Set)}' has no rows of {set.Name}. Set {DataStore.Variable} to a folder that has the set {set.Set}, or get it with demur data import {set.Set}.");
            }
        }

        return rows.Count > 0 ? rows : throw new DemurException($"'{root}' has none of the sets. Set {DataStore.Variable} to a folder that has them, or get them with demur data import.");
    }
}
