namespace Demur.Abstractions;

/// <summary>Writes a file under a temporary name and renames it when it is on the disk, so that nothing half-written is ever found.</summary>
/// <remarks>An existing file is replaced, a missing folder is made. Of two writers at once the later one counts.</remarks>
public static class WholeFile
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Writes what <paramref name="write"/> gives.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content; what it throws ends the writing and leaves nothing behind.</param>
    /// <param name="check">Looks at the finished file, under its temporary name, before it gets its own.</param>
    /// <exception cref="DemurException">The place cannot be written to.</exception>
    public static void Write(string path, Action<Stream> write, Action<string>? check = null)
    {
        ArgumentNullException.ThrowIfNull(write);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var partial = Path.Combine(folder, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}.partial");
        try
        {
            Directory.CreateDirectory(folder);
            using (var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes))
            {
                write(stream);

                // On the disk before the name says that it is there.
                stream.Flush(flushToDisk: true);
            }

            check?.Invoke(partial);
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception error)
        {
            if (File.Exists(partial))
            {
                File.Delete(partial);
            }

            if (error is IOException or UnauthorizedAccessException)
            {
                throw new DemurException($"{path}: cannot be written ({error.Message}). Free space, or choose another place; nothing was left behind.", error);
            }

            throw;
        }
    }

    /// <summary>Writes a text as UTF-8.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">The content.</param>
    /// <exception cref="DemurException">The place cannot be written to.</exception>
    public static void Write(string path, string text) => Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        writer.Write(text);
    });

    /// <summary>Writes lines as UTF-8, each ended by a line feed.</summary>
    /// <param name="path">The file; <paramref name="lines"/> may be read from it.</param>
    /// <param name="lines">The lines, taken one at a time.</param>
    /// <exception cref="DemurException">The place cannot be written to.</exception>
    public static void WriteLines(string path, IEnumerable<string> lines) => Write(path, stream =>
    {
        ArgumentNullException.ThrowIfNull(lines);
        using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        foreach (var line in lines)
        {
            writer.WriteLine(line);
        }
    });
}
