using System.Buffers.Binary;
using Demur.Abstractions;
using Demur.Models.Checkpoints.Storage;

namespace Demur.Models.Checkpoints.Gguf;

/// <summary>An open GGUF file: its metadata, and its tensors under the names that llama.cpp gives them.</summary>
public sealed class GgufFile : IDisposable
{
    private const uint Magic = 0x4655_4747;
    private const int SmallestTensor = 8 + 4 + 4 + 8;
    private const int MostDimensions = 4;
    private const long UsualAlignment = 32;

    private GgufFile(MappedFile file, GgufMetadata metadata, IReadOnlyList<GgufTensor> tensors)
    {
        File = file;
        Metadata = metadata;
        Tensors = tensors;
    }

    /// <summary>Gets the key-value part.</summary>
    public GgufMetadata Metadata { get; }

    internal MappedFile File { get; }

    internal IReadOnlyList<GgufTensor> Tensors { get; }

    /// <summary>Opens a file and checks everything in front of the values.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DemurException">The file is absent, cut short, corrupt, of an unknown version, or one part of several.</exception>
    public static GgufFile Open(string path)
    {
        var file = MappedFile.Open(path);
        try
        {
            return Read(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => File.Dispose();

    private static GgufFile Read(MappedFile file)
    {
        var cursor = new GgufCursor(file);
        CheckMagic(cursor);
        var tensorCount = cursor.ReadCount("the list of tensors", SmallestTensor);
        var pairCount = cursor.ReadCount("the metadata", GgufMetadataReader.SmallestPair);
        var metadata = new GgufMetadata(file.Path, GgufMetadataReader.Read(cursor, pairCount));
        if (metadata.Whole("split.count") is > 1)
        {
            throw new DemurException($"{file.Path}: this is one part of a split GGUF. Join the parts with llama.cpp's llama-gguf-split --merge and give the result.");
        }

        var headers = new List<TensorHeader>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < tensorCount; index++)
        {
            var header = ReadHeader(cursor);
            headers.Add(names.Add(header.Name) ? header : throw cursor.Corrupt($"the tensor {Shown.Name(header.Name)} occurs twice"));
        }

        return new GgufFile(file, metadata, Place(cursor, metadata, headers));
    }

    private static void CheckMagic(GgufCursor cursor)
    {
        if (cursor.Remaining < 24 || cursor.ReadUInt32() != Magic)
        {
            throw new DemurException($"{cursor.Path}: does not begin with GGUF, so it is not such a file or was cut short. Copy it again.");
        }

        var version = cursor.ReadUInt32();
        if (BinaryPrimitives.ReverseEndianness(version) is 2 or 3)
        {
            throw new DemurException($"{cursor.Path}: a big-endian GGUF file. Convert it with llama.cpp's gguf_convert_endian.py.");
        }

        if (version is not (2 or 3))
        {
            throw new DemurException($"{cursor.Path}: GGUF version {version}, but versions 2 and 3 are read. Convert the model anew with a current llama.cpp.");
        }
    }

    private static TensorHeader ReadHeader(GgufCursor cursor)
    {
        var name = cursor.ReadString("a tensor's name");
        var rank = cursor.ReadUInt32();
        if (rank > MostDimensions)
        {
            throw cursor.Corrupt($"tensor {Shown.Name(name)} claims {rank} dimensions, at most {MostDimensions} are possible");
        }

        var shape = new long[rank];
        for (var dimension = (int)rank - 1; dimension >= 0; dimension--)
        {
            var extent = cursor.ReadUInt64();
            shape[dimension] = extent <= long.MaxValue
                ? (long)extent
                : throw cursor.Corrupt($"tensor {Shown.Name(name)} has the impossible extent {extent}");
        }

        return new TensorHeader(name, shape, cursor.ReadUInt32(), cursor.ReadUInt64());
    }

    private static List<GgufTensor> Place(GgufCursor cursor, GgufMetadata metadata, List<TensorHeader> headers)
    {
        var alignment = metadata.Whole("general.alignment") ?? UsualAlignment;
        if (alignment is < 1 or > 1 << 20 || (alignment & (alignment - 1)) != 0)
        {
            throw new DemurException($"{cursor.Path}: general.alignment is {alignment}, expected a power of two up to {1 << 20:N0}. The file is corrupt; copy it again.");
        }

        var start = (cursor.Position + alignment - 1) / alignment * alignment;
        var tensors = headers.ConvertAll(header => header.Place(cursor, start));
        CheckOverlap(cursor.Path, tensors);
        return tensors;
    }

    private static void CheckOverlap(string path, List<GgufTensor> tensors)
    {
        var end = 0L;
        foreach (var tensor in tensors.OrderBy(tensor => tensor.Offset).ThenBy(tensor => tensor.Bytes))
        {
            if (tensor.Offset < end)
            {
                throw new DemurException($"{path}: tensor {Shown.Name(tensor.Name)} overlaps the one before it. The file is corrupt; copy it again.");
            }

            end = tensor.Offset + tensor.Bytes;
        }
    }

    private sealed record TensorHeader(string Name, IReadOnlyList<long> Shape, uint Type, ulong Offset)
    {
        public GgufTensor Place(GgufCursor cursor, long start)
        {
            var format = GgmlFormats.Find(Type) ?? throw new DemurException(
                $"{cursor.Path}: tensor {Shown.Name(Name)} is stored as {GgmlFormats.NameOf(Type)}, which Demur does not read. It reads {GgmlFormats.Names}. Quantise the model anew as one of these.");
            var row = Shape is [.., var last] ? last : 1;
            if (row % format.BlockElements != 0)
            {
                throw new DemurException($"{cursor.Path}: tensor {Shown.Name(Name)} has rows of {row:N0} values, not a multiple of the {format.BlockElements} in a block of {format.Name}. The file is corrupt; copy it again.");
            }

            try
            {
                var elements = Shape.Aggregate(1L, (product, extent) => checked(product * extent));
                var bytes = checked(elements / format.BlockElements * format.BlockBytes);
                var offset = checked(start + (long)Offset);
                return Offset <= long.MaxValue && checked(offset + bytes) <= cursor.Position + cursor.Remaining
                    ? new GgufTensor(Name, Shape, format, offset, bytes)
                    : throw new DemurException($"{cursor.Path}: tensor {Shown.Name(Name)} ends at byte {offset + bytes:N0}, but the file has {cursor.Position + cursor.Remaining:N0}. It is cut short; copy it again.");
            }
            catch (OverflowException)
            {
                throw new DemurException($"{cursor.Path}: tensor {Shown.Name(Name)} has the impossible shape {Shown.Shape(Shape)} or place. The file is corrupt; copy it again.");
            }
        }
    }
}
