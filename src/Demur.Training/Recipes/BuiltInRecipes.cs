using System.Reflection;
using Demur.Abstractions;
using Demur.Data.Formats;

namespace Demur.Training.Recipes;

/// <summary>The recipes that come with Demur, each a file beside this one.</summary>
public static class BuiltInRecipes
{
    private const string Prefix = "Recipes/";
    private const string Suffix = ".yaml";
    private const string SchemaName = Prefix + "recipe.schema.json";

    /// <summary>Gets their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal))
        .Select(name => name[Prefix.Length..^Suffix.Length])
        .Order(StringComparer.Ordinal)];

    /// <summary>Gives a recipe by its name, or reads it from a file.</summary>
    /// <param name="nameOrPath">One of <see cref="Names"/>, or the path of a YAML file.</param>
    /// <exception cref="DemurException">There is neither, or the file is bad.</exception>
    public static Recipe Find(string nameOrPath)
    {
        if (Names.Contains(nameOrPath))
        {
            return YamlFile.Parse<Recipe>(Text(Prefix + nameOrPath + Suffix), nameOrPath);
        }

        return File.Exists(nameOrPath)
            ? YamlFile.Read<Recipe>(nameOrPath)
            : throw new DemurException($"There is no recipe '{nameOrPath}' and no file of that name. Built-in recipes: {string.Join(", ", Names)}.");
    }

    /// <summary>Gets the JSON schema of recipes: every key with its default and range.</summary>
    public static string Schema() => Text(SchemaName);

    private static string Text(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
