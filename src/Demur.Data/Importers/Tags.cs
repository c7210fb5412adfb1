namespace Demur.Data.Importers;

/// <summary>Makes the tags of imported samples.</summary>
internal static class Tags
{
    /// <summary>Keeps the set's own word for the category.</summary>
    public static Dictionary<string, string> Category(string category) => new() { [PublicSuite.CategoryTag] = category };
}
