using System.Text.Json;

namespace Demur.Abstractions;

/// <summary>The names of the harm categories as files and tables write them.</summary>
public static class HarmCategories
{
    /// <summary>Gets the names in the order of <see cref="HarmCategory"/>, such as <c>cyber_crime</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetNames<HarmCategory>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    /// <summary>Gives the name of a category.</summary>
    /// <param name="category">The category.</param>
    public static string NameOf(HarmCategory category) => Names[(int)category];

    /// <summary>Finds a category by its name, or gives <see langword="null"/>.</summary>
    /// <param name="name">The name as files write it.</param>
    public static HarmCategory? Find(string name) =>
        Enumerable.Range(0, Names.Count).Where(index => Names[index] == name).Select(index => (HarmCategory?)index).FirstOrDefault();
}
