using System.Reflection;
using Demur.Abstractions;
using Demur.Data.Formats;

namespace Demur.Data.Mixes;

/// <summary>The mixes that come with Demur, each a file beside this one.</summary>
public static class BuiltInMixes
{
    private const string Prefix = "Mixes/";
    private const string Suffix = ".yaml";

    /// <summary>Gets their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(name => name[Prefix.Length..^Suffix.Length])
        .Order(StringComparer.Ordinal)];

    /// <summary>Gives a mix by its name, or reads it from a file.</summary>
    /// <param name="nameOrPath">One of <see cref="Names"/>, or the path of a YAML file.</param>
    /// <exception cref="DemurException">There is neither.</exception>
    public static Mix Find(string nameOrPath)
    {
        if (Names.Contains(nameOrPath))
        {
            using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + nameOrPath + Suffix)!;
            using var reader = new StreamReader(stream);
            return YamlFile.Parse<Mix>(reader.ReadToEnd(), nameOrPath);
        }

        return File.Exists(nameOrPath)
            ? YamlFile.Read<Mix>(nameOrPath)
            : throw new DemurException($"There is no mix '{nameOrPath}' and no file of that name. Built-in mixes: {string.Join(", ", Names)}.");
    }
}
