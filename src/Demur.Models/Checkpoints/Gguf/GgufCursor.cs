using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Demur.Abstractions;
using Demur.Models.Checkpoints.Storage;

namespace Demur.Models.Checkpoints.Gguf;

/// <summary>Reads the front of a GGUF file from its first byte on; nothing is allocated that the rest of the file could not fill.</summary>
internal sealed class GgufCursor(MappedFile file)
{
    private const int WindowBytes = 1 << 20;

    private byte[] _window = [];
    private long _windowStart;

    public string Path => file.Path;

    public long Position { get; private set; }

    public long Remaining => file.Length - Position;

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public string ReadString(string what)
    {
        var length = ReadUInt64();
        if (length > (ulong)Remaining || length > int.MaxValue / 2)
        {
            throw Corrupt($"{what} claims a text of {length:N0} bytes, but {Remaining:N0} are left");
        }

        return Encoding.UTF8.GetString(Take((int)length));
    }

    /// <summary>Reads the count of an array whose entries take at least <paramref name="entryBytes"/> each.</summary>
    public int ReadCount(string what, int entryBytes)
    {
        var count = ReadUInt64();
        return count <= (ulong)(Remaining / entryBytes) && count <= int.MaxValue / 8
            ? (int)count
            : throw Corrupt($"{what} claims {count:N0} entries of at least {entryBytes} bytes, but {Remaining:N0} bytes are left");
    }

    public T Read<T>()
        where T : unmanaged => MemoryMarshal.Read<T>(Take(System.Runtime.CompilerServices.Unsafe.SizeOf<T>()));

    public T[] ReadArray<T>(int count)
        where T : unmanaged
    {
        var values = new T[count];
        var bytes = MemoryMarshal.AsBytes(values.AsSpan());
        file.Read(Position, bytes);
        Position += bytes.Length;
        return values;
    }

    public DemurException Corrupt(string fault) =>
        new($"{Path}, byte {Position:N0}: {fault}. The file is cut short or corrupt; copy it again.");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > Remaining)
        {
            throw Corrupt($"{count:N0} more bytes are needed, but {Remaining:N0} are left");
        }

        var start = Position - _windowStart;
        if (start + count > _window.Length)
        {
            _windowStart = Position;
            _window = new byte[Math.Min(Remaining, Math.Max(count, WindowBytes))];
            file.Read(Position, _window);
            start = 0;
        }

        Position += count;
        return _window.AsSpan((int)start, count);
    }
}
