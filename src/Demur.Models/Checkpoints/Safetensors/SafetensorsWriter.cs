using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Models.Checkpoints.Storage;
using Demur.Models.Checkpoints.Writing;
using Demur.Tensors;

namespace Demur.Models.Checkpoints.Safetensors;

/// <summary>Writes safetensors files, one tensor in memory at a time, as the reference library lays them out.</summary>
public static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>Writes one file under a temporary name and renames it when it is on the disk.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="tensors">What goes in.</param>
    /// <param name="metadata">Texts beside the tensors; <c>format: pt</c> is added, which Transformers asks for.</param>
    /// <param name="cancellationToken">Stops between tensors; nothing is left behind.</param>
    /// <exception cref="DemurException">The file cannot be written, or a name occurs twice.</exception>
    public static void Write(
        string path, IReadOnlyList<TensorToWrite> tensors, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        WholeFile.Write(path, stream => Write(stream, tensors, metadata, cancellationToken));
    }

    internal static void Write(
        Stream stream, IReadOnlyList<TensorToWrite> tensors, IReadOnlyDictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        // Wide types first keeps every tensor aligned to its element.
        var ordered = tensors.OrderByDescending(tensor => tensor.DType.Size()).ThenBy(tensor => tensor.Name, StringComparer.Ordinal).ToArray();
        if (ordered.Select(tensor => tensor.Name).Distinct(StringComparer.Ordinal).Count() != ordered.Length)
        {
            throw new DemurException("Two tensors to save have the same name. Save each under a name of its own.");
        }

        var header = Header(ordered, metadata);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var tensor in ordered)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TensorBytes.Write(tensor, stream);
        }
    }

    private static byte[] Header(TensorToWrite[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata);
            var offset = 0L;
            foreach (var tensor in tensors)
            {
                WriteEntry(json, tensor, offset);
                offset += tensor.Bytes;
            }

            json.WriteEndObject();
        }

        // Spaces behind the JSON let the values begin at a multiple of eight.
        while (buffer.Length % Alignment != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string>? metadata)
    {
        json.WriteStartObject("__metadata__");
        foreach (var (key, value) in metadata ?? new Dictionary<string, string>())
        {
            if (key != "format")
            {
                json.WriteString(key, value);
            }
        }

        json.WriteString("format", "pt");
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, TensorToWrite tensor, long offset)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", PlainFormat.Of(tensor.DType).Name);
        json.WriteStartArray("shape");
        foreach (var extent in tensor.Shape)
        {
            json.WriteNumberValue(extent);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(offset + tensor.Bytes);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
