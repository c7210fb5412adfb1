namespace Demur.Models.Checkpoints.Hub;

/// <summary>The ecosystem's cache: <c>models--org--name</c> with <c>blobs</c> by hash, <c>snapshots</c> of links by commit, and <c>refs</c> from names to commits.</summary>
public sealed class HubCache
{
    private readonly string _root;

    /// <summary>Opens a cache; the folder need not exist.</summary>
    public HubCache(string root)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        _root = root;
    }

    /// <summary>Finds a model that was downloaded, by Demur or by another program.</summary>
    /// <param name="name">The model and revision.</param>
    /// <returns>The folder with its files, or <see langword="null"/> when that revision is not here.</returns>
    public string? Find(HubName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var folder = FolderOf(name);
        var reference = Path.Combine(folder, "refs", name.Revision);
        var commit = File.Exists(reference) ? File.ReadAllText(reference).Trim() : name.Revision;
        var snapshot = Path.Combine(folder, "snapshots", commit);
        return IsPlain(commit) && Directory.Exists(snapshot) ? snapshot : null;
    }

    internal string FolderOf(HubName name) => Path.Combine(_root, "models--" + name.Repository.Replace("/", "--", StringComparison.Ordinal));

    internal string SnapshotOf(HubName name, string commit) => Path.Combine(FolderOf(name), "snapshots", commit);

    internal string BlobOf(HubName name, HubFile file) => Path.Combine(FolderOf(name), "blobs", file.Hash);

    /// <summary>Opens the lock that keeps two programs from fetching one file at a time; the ecosystem's own tools hold the same one.</summary>
    internal string LockOf(HubName name, HubFile file) => Path.Combine(_root, ".locks", Path.GetFileName(FolderOf(name)), file.Hash + ".lock");

    /// <summary>Makes a blob appear under its name in a snapshot.</summary>
    internal void Link(HubName name, string commit, HubFile file)
    {
        var link = Path.Combine(SnapshotOf(name, commit), file.Path);
        var blob = BlobOf(name, file);
        var folder = Path.GetDirectoryName(link)!;
        Directory.CreateDirectory(folder);
        if (File.Exists(link))
        {
            return;
        }

        // A link to something that is gone would not be seen above, but would be in the way.
        File.Delete(link);
        try
        {
            File.CreateSymbolicLink(link, Path.GetRelativePath(folder, blob));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            // As the ecosystem's tools do where there are no links.
            File.Copy(blob, link);
        }
    }

    /// <summary>Notes which commit a revision is; written last, so that an interrupted download is not found by its name.</summary>
    internal void WriteReference(HubName name, string commit)
    {
        if (name.Revision == commit)
        {
            return;
        }

        var path = Path.Combine(FolderOf(name), "refs", name.Revision);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + ".incomplete", commit);
        File.Move(path + ".incomplete", path, overwrite: true);
    }

    private static bool IsPlain(string commit) => commit.Length > 0 && commit.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-') && commit is not ("." or "..");
}
