using Demur.Abstractions;

namespace Demur.Data.Catalogue;

/// <summary>A set of test or training data that others publish; Demur knows it and ships none of it.</summary>
public sealed record PublicSet
{
    /// <summary>Gets the name, which is also the name of its folder in a <see cref="DataStore"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the title people know it by.</summary>
    public required string Title { get; init; }

    /// <summary>Gets one sentence saying what it holds.</summary>
    public required string About { get; init; }

    /// <summary>Gets the licence of the set; single files may have another, see <see cref="PublicFile.Licence"/>.</summary>
    public required string Licence { get; init; }

    /// <summary>Gets what else to know about its terms or its origin.</summary>
    public string? Note { get; init; }

    /// <summary>Gets the papers to cite.</summary>
    public required string Citation { get; init; }

    /// <summary>Gets the publisher's pages.</summary>
    public required IReadOnlyList<Uri> Pages { get; init; }

    /// <summary>Gets the files.</summary>
    public required IReadOnlyList<PublicFile> Files { get; init; }

    /// <summary>Gets whether the set's licence allows training on it; false where it is non-commercial or not stated.</summary>
    public bool AllowsTraining => Licences.AllowTraining(Licence);

    /// <summary>Gives a file by its path.</summary>
    /// <param name="path">The path below the set's folder.</param>
    /// <exception cref="DemurException">The set has no such file.</exception>
    public PublicFile File(string path) => Files.FirstOrDefault(file => file.Path == path)
        ?? throw new DemurException($"The set '{Name}' has no file '{path}' in the catalogue; demur data list {Name} shows its {Files.Count} files.");
}
