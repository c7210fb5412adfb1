using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Demur.Models.Checkpoints.Gguf.Writing;

/// <summary>Metadata to be written, in order; the .NET type of a value decides its type in the file.</summary>
internal sealed class GgufPairs
{
    private readonly List<(string Key, object Value)> _pairs = [];

    public int Count => _pairs.Count;

    /// <summary>Adds a value; null adds nothing.</summary>
    public void Add(string key, object? value)
    {
        if (value is not null)
        {
            _pairs.Add((key, value));
        }
    }

    public void Write(Stream stream)
    {
        foreach (var (key, value) in _pairs)
        {
            WriteText(stream, key);
            WriteNumber(stream, (uint)TypeOf(value.GetType()));
            WriteValue(stream, value);
        }
    }

    public static void WriteText(Stream stream, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        WriteNumber(stream, (ulong)bytes.Length);
        stream.Write(bytes);
    }

    public static void WriteNumber(Stream stream, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        stream.Write(bytes);
    }

    public static void WriteNumber(Stream stream, ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        stream.Write(bytes);
    }

    private static void WriteValue(Stream stream, object value)
    {
        switch (value)
        {
            case string text:
                WriteText(stream, text);
                break;
            case bool flag:
                stream.WriteByte(flag ? (byte)1 : (byte)0);
                break;
            case uint number:
                WriteNumber(stream, number);
                break;
            case float number:
                WriteNumber(stream, BitConverter.SingleToUInt32Bits(number));
                break;
            case string[] texts:
                WriteArrayHead(stream, GgufValueType.String, texts.Length);
                Array.ForEach(texts, text => WriteText(stream, text));
                break;
            case bool[] flags:
                WriteArrayHead(stream, GgufValueType.Bool, flags.Length);
                stream.Write(Array.ConvertAll(flags, flag => flag ? (byte)1 : (byte)0));
                break;
            case byte[] bytes:
                WriteArrayHead(stream, GgufValueType.UInt8, bytes.Length);
                stream.Write(bytes);
                break;
            case int[] numbers:
                WriteArrayHead(stream, GgufValueType.Int32, numbers.Length);
                stream.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));
                break;
            case float[] numbers:
                WriteArrayHead(stream, GgufValueType.Float32, numbers.Length);
                stream.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));
                break;
        }
    }

    private static void WriteArrayHead(Stream stream, GgufValueType type, int count)
    {
        WriteNumber(stream, (uint)type);
        WriteNumber(stream, (ulong)count);
    }

    private static GgufValueType TypeOf(Type type) =>
        type == typeof(string) ? GgufValueType.String
        : type == typeof(bool) ? GgufValueType.Bool
        : type == typeof(uint) ? GgufValueType.UInt32
        : type == typeof(float) ? GgufValueType.Float32
        : type.IsArray ? GgufValueType.Array
        : throw new NotSupportedException($"{type.Name} is not a type of GGUF metadata that is written.");
}
