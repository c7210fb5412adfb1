namespace Demur.Models.Checkpoints.Gguf;

/// <summary>Reads the key-value part of a GGUF file.</summary>
internal static class GgufMetadataReader
{
    // The shortest pair: a name's length, an empty name, a type, one byte.
    public const int SmallestPair = 13;

    public static Dictionary<string, object> Read(GgufCursor cursor, int count)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        for (var index = 0; index < count; index++)
        {
            var key = cursor.ReadString("a metadata key");
            var type = (GgufValueType)cursor.ReadUInt32();
            if (!values.TryAdd(key, ReadValue(cursor, type, key)))
            {
                throw cursor.Corrupt($"the metadata key {Shown.Name(key)} occurs twice");
            }
        }

        return values;
    }

    private static object ReadValue(GgufCursor cursor, GgufValueType type, string key) => type switch
    {
        GgufValueType.UInt8 => cursor.Read<byte>(),
        GgufValueType.Int8 => cursor.Read<sbyte>(),
        GgufValueType.UInt16 => cursor.Read<ushort>(),
        GgufValueType.Int16 => cursor.Read<short>(),
        GgufValueType.UInt32 => cursor.Read<uint>(),
        GgufValueType.Int32 => cursor.Read<int>(),
        GgufValueType.Float32 => cursor.Read<float>(),
        GgufValueType.Bool => cursor.Read<byte>() != 0,
        GgufValueType.String => cursor.ReadString(Shown.Name(key)),
        GgufValueType.UInt64 => cursor.Read<ulong>(),
        GgufValueType.Int64 => cursor.Read<long>(),
        GgufValueType.Float64 => cursor.Read<double>(),
        GgufValueType.Array => ReadArray(cursor, key),
        _ => throw cursor.Corrupt($"{Shown.Name(key)} has the unknown value type {(uint)type}"),
    };

    private static Array ReadArray(GgufCursor cursor, string key)
    {
        var type = (GgufValueType)cursor.ReadUInt32();
        var count = cursor.ReadCount(Shown.Name(key), BytesOf(type, cursor, key));
        return type switch
        {
            GgufValueType.UInt8 => cursor.ReadArray<byte>(count),
            GgufValueType.Int8 => cursor.ReadArray<sbyte>(count),
            GgufValueType.UInt16 => cursor.ReadArray<ushort>(count),
            GgufValueType.Int16 => cursor.ReadArray<short>(count),
            GgufValueType.UInt32 => cursor.ReadArray<uint>(count),
            GgufValueType.Int32 => cursor.ReadArray<int>(count),
            GgufValueType.Float32 => cursor.ReadArray<float>(count),
            GgufValueType.Bool => Array.ConvertAll(cursor.ReadArray<byte>(count), value => value != 0),
            GgufValueType.UInt64 => cursor.ReadArray<ulong>(count),
            GgufValueType.Int64 => cursor.ReadArray<long>(count),
            GgufValueType.Float64 => cursor.ReadArray<double>(count),
            _ => ReadStrings(cursor, key, count),
        };
    }

    private static string[] ReadStrings(GgufCursor cursor, string key, int count)
    {
        var what = Shown.Name(key);
        var texts = new string[count];
        for (var index = 0; index < count; index++)
        {
            texts[index] = cursor.ReadString(what);
        }

        return texts;
    }

    private static int BytesOf(GgufValueType type, GgufCursor cursor, string key) => type switch
    {
        GgufValueType.UInt8 or GgufValueType.Int8 or GgufValueType.Bool => 1,
        GgufValueType.UInt16 or GgufValueType.Int16 => 2,
        GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.Float32 => 4,
        GgufValueType.UInt64 or GgufValueType.Int64 or GgufValueType.Float64 or GgufValueType.String => 8,
        GgufValueType.Array => throw cursor.Corrupt($"{Shown.Name(key)} is a list of lists, which no tool writes"),
        _ => throw cursor.Corrupt($"{Shown.Name(key)} has the unknown entry type {(uint)type}"),
    };
}
