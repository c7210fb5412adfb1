using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Demur.Abstractions;

namespace Demur.Data.Catalogue;

/// <summary>The public sets that Demur knows by name, address, hash, licence and citation.</summary>
/// <remarks>The facts stand in the embedded <c>catalogue.json</c>; an entry's <c>from</c> is a path in the publisher's repository, below <c>bases[base]</c>.</remarks>
public static class DataCatalogue
{
    private static readonly JsonSerializerOptions Json = new(DemurJson.Line) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
    private static readonly Lazy<IReadOnlyList<PublicSet>> LazySets = new(Read);

    /// <summary>Gets the sets in the order of their names.</summary>
    public static IReadOnlyList<PublicSet> Sets => LazySets.Value;

    /// <summary>Finds a set, or gives <see langword="null"/> when there is none of that name.</summary>
    /// <param name="name">Its name; a dash stands for an underscore.</param>
    public static PublicSet? Find(string name)
    {
        var plain = name.Replace('-', '_');
        return Sets.FirstOrDefault(set => set.Name == plain);
    }

    /// <summary>Gives a set by its name.</summary>
    /// <param name="name">Its name; a dash stands for an underscore.</param>
    /// <exception cref="DemurException">There is no such set.</exception>
    public static PublicSet Get(string name) => Find(name)
        ?? throw new DemurException($"There is no data set '{name}' in the catalogue. It has: {string.Join(", ", Sets.Select(set => set.Name))}.");

    private static IReadOnlyList<PublicSet> Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Catalogue/catalogue.json")
            ?? throw new InvalidOperationException("The embedded file Catalogue/catalogue.json is missing from this build.");
        return [.. JsonSerializer.Deserialize<List<SetEntry>>(stream, Json)!.Select(ToSet).OrderBy(set => set.Name, StringComparer.Ordinal)];
    }

    private static PublicSet ToSet(SetEntry entry) => new()
    {
        Name = entry.Name,
        Title = entry.Title,
        About = entry.About,
        Licence = entry.Licence,
        Note = entry.Note,
        Citation = entry.Citation,
        Pages = entry.Pages,
        Files = [.. entry.Files.Select(file => ToFile(file, entry))],
    };

    private static PublicFile ToFile(FileEntry file, SetEntry set) => new()
    {
        Path = file.Path,
        Bytes = file.Bytes,
        Sha256 = file.Sha256,
        Rows = file.Rows,
        Licence = file.Licence ?? set.Licence,
        PublishedPath = file.From,
        Url = file.From is { } from ? new Uri(set.Bases[file.Base] + FileAddress.Escape(from)) : null,
    };

    private sealed record SetEntry(
        string Name,
        string Title,
        string About,
        string Licence,
        string? Note,
        string Citation,
        IReadOnlyList<Uri> Pages,
        IReadOnlyList<string> Bases,
        IReadOnlyList<FileEntry> Files);

    private sealed record FileEntry(string Path, long Bytes, string Sha256, int? Rows, string? Licence, string? From, int Base = 0);
}
