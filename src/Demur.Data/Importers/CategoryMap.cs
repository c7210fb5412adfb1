using Demur.Abstractions;

namespace Demur.Data.Importers;

/// <summary>Maps the categories of a set to the one taxonomy.</summary>
/// <param name="categories">The set's words and what they are here.</param>
internal sealed class CategoryMap(IReadOnlyDictionary<string, HarmCategory> categories)
{
    /// <summary>Maps a category.</summary>
    /// <exception cref="DemurException">The set has a category that the map does not know.</exception>
    public HarmCategory Of(string category) => categories.TryGetValue(category, out var mapped)
        ? mapped
        : throw new DemurException($"the category '{category}' is not mapped to Demur's taxonomy; known are {string.Join(", ", categories.Keys)}.");
}
