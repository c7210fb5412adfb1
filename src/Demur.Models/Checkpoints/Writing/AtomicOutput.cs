using Demur.Abstractions;

namespace Demur.Models.Checkpoints.Writing;

/// <summary>Writes a file or a folder under a temporary name and renames it when it is whole, so that nothing half-written is ever found.</summary>
internal static class AtomicOutput
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Writes a folder that does not exist yet, or is empty.</summary>
    public static void WriteFolder(string path, Action<string> write)
    {
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw new DemurException($"{path}: exists already and is not empty. Choose another name, or remove it first.");
        }

        var partial = PartialName(Path.TrimEndingDirectorySeparator(path));
        Guarded(path, () => RemoveFolder(partial), () =>
        {
            Directory.CreateDirectory(partial);
            write(partial);
            if (Directory.Exists(path))
            {
                Directory.Delete(path);
            }

            Directory.Move(partial, path);
        });
    }

    /// <summary>Writes a file inside a folder that is itself temporary.</summary>
    public static void WriteThrough(string path, Action<Stream> write)
    {
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes);
        write(stream);

        // On the disk before the name says that it is there.
        stream.Flush(flushToDisk: true);
    }

    private static string PartialName(string path) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}.partial");

    private static void Guarded(string path, Action clean, Action write)
    {
        try
        {
            write();
        }
        catch (Exception error)
        {
            clean();
            if (error is IOException or UnauthorizedAccessException)
            {
                throw new DemurException($"{path}: cannot be written ({error.Message}). Free space, or choose another place; nothing was left behind.", error);
            }

            throw;
        }
    }

    private static void RemoveFolder(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
