using Demur.Abstractions;

namespace Demur.Data.Catalogue;

/// <summary>The folder that holds public sets on this machine, one folder a set, each file as the catalogue names it.</summary>
/// <param name="root">The folder; it need not exist yet.</param>
public sealed class DataStore(string root)
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "DEMUR_DATA";

    /// <summary>Gets the folder.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>Gives the user's store: <c>DEMUR_DATA</c>, else <c>$XDG_DATA_HOME/demur/data</c>, else <c>~/.local/share/demur/data</c>.</summary>
    public static DataStore Default() => new(FindRoot(Environment.GetEnvironmentVariable));

    /// <summary>Tells where a file of a set belongs.</summary>
    /// <param name="set">The set.</param>
    /// <param name="file">One of its files.</param>
    public string PathOf(PublicSet set, PublicFile file) => Path.Combine(Root, set.Name, file.Path);

    /// <summary>Tells whether a file is there; its content is not looked at.</summary>
    /// <param name="set">The set.</param>
    /// <param name="file">One of its files.</param>
    public bool Has(PublicSet set, PublicFile file) => File.Exists(PathOf(set, file));

    /// <summary>Gives the path of a file whose content is what the catalogue says.</summary>
    /// <param name="set">The set.</param>
    /// <param name="path">The path below the set's folder.</param>
    /// <exception cref="DemurException">The file is missing, or it was changed.</exception>
    public string Require(PublicSet set, string path)
    {
        var file = set.File(path);
        var place = PathOf(set, file);
        if (!File.Exists(place))
        {
            throw new DemurException(
                $"'{place}' is missing: it belongs to the data set '{set.Name}' ({set.Title}). "
                + $"Get it with demur data import {set.Name} --from FOLDER|URL, or set {Variable} to a folder that has {set.Name}/{path}. Published at {set.Pages[0]}.");
        }

        var found = FileHash.Of(place);
        return found == file.Sha256
            ? place
            : throw new DemurException(
                $"'{place}' is not the published file of the data set '{set.Name}': its sha256 is {found}, and the catalogue says {file.Sha256}. "
                + $"Put the published one in its place with demur data import {set.Name} --from FOLDER|URL.");
    }

    /// <summary>Copies or downloads the files of a set into the store, each checked against the catalogue before it takes its place.</summary>
    /// <param name="set">The set.</param>
    /// <param name="from">A folder (a copy of the set's folder, or of the publisher's repository), a <c>file://</c> or <c>http(s)://</c> address of such a folder, or <see langword="null"/> for the publisher's addresses.</param>
    /// <param name="cancellationToken">Stops between and within files; a file is either whole or absent.</param>
    /// <returns>Which files were brought, were there already, or could not be found.</returns>
    /// <exception cref="DemurException">A file has another hash, the source cannot be read, or it has none of the files.</exception>
    public Task<ImportReport> ImportAsync(PublicSet set, string? from, CancellationToken cancellationToken) =>
        new DataImport(this, set).RunAsync(from, cancellationToken);

    internal static string FindRoot(Func<string, string?> variable)
    {
        if (variable(Variable) is { Length: > 0 } given)
        {
            return given;
        }

        var home = variable("XDG_DATA_HOME") is { Length: > 0 } shared
            ? shared
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share");
        return Path.Combine(home, "demur", "data");
    }
}
