using System.IO.MemoryMappedFiles;
using Demur.Abstractions;

namespace Demur.Models.Checkpoints.Storage;

/// <summary>A file of weights, mapped a piece at a time so that no more of it is resident than the tensor being read.</summary>
internal sealed class MappedFile : IDisposable
{
    private readonly FileStream _stream;
    private readonly MemoryMappedFile? _map;

    private MappedFile(string path, FileStream stream)
    {
        Path = path;
        Length = stream.Length;
        _stream = stream;
        _map = Length == 0
            ? null
            : MemoryMappedFile.CreateFromFile(stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
    }

    public string Path { get; }

    public long Length { get; }

    public static MappedFile Open(string path)
    {
        if (Directory.Exists(path))
        {
            throw new DemurException($"{path}: this is a folder, expected a file of weights. Give the file, or the folder that also holds config.json.");
        }

        FileStream? stream = null;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return new MappedFile(path, stream);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            stream?.Dispose();
            throw new DemurException($"{path}: cannot be read ({error.Message}). Check the path and its permissions.", error);
        }
    }

    /// <summary>Copies bytes without mapping them: for headers.</summary>
    public void Read(long offset, Span<byte> target)
    {
        try
        {
            while (!target.IsEmpty)
            {
                var read = RandomAccess.Read(_stream.SafeFileHandle, target, offset);
                if (read == 0)
                {
                    throw Shortened();
                }

                offset += read;
                target = target[read..];
            }
        }
        catch (IOException error)
        {
            throw new DemurException($"{Path}: reading at byte {offset:N0} failed ({error.Message}). Check the disk and copy the file again.", error);
        }
    }

    /// <summary>Maps a piece for reading; disposing it lets its pages go.</summary>
    public MappedRegion Map(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);

        // Touching a mapped page beyond the end of the file kills the process, so a file that shrank is told apart here.
        if (RandomAccess.GetLength(_stream.SafeFileHandle) < offset + length)
        {
            throw Shortened();
        }

        try
        {
            return new MappedRegion(length == 0 ? null : _map!.CreateViewAccessor(offset, length, MemoryMappedFileAccess.Read));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DemurException($"{Path}: {length:N0} bytes at {offset:N0} cannot be mapped ({error.Message}). Free some memory or copy the file to a local disk.", error);
        }
    }

    public void Dispose()
    {
        _map?.Dispose();
        _stream.Dispose();
    }

    private DemurException Shortened() =>
        new($"{Path}: the file became shorter than {Length:N0} bytes while it was read. Copy it again and leave it alone while it is in use.");
}
