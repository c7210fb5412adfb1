using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Models.Checkpoints.Storage;

namespace Demur.Models.Checkpoints.Safetensors;

/// <summary>The checked header of a safetensors file: every tensor lies inside the file, none overlap, nothing is left between.</summary>
internal sealed class SafetensorsHeader
{
    private const int LargestHeader = 100_000_000;
    private const int PrefixBytes = 8;

    private SafetensorsHeader(IReadOnlyList<SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata, long dataStart)
    {
        Entries = entries;
        Metadata = metadata;
        DataStart = dataStart;
    }

    /// <summary>Gets the tensors in the order of their bytes.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Gets the byte at which tensor data begins.</summary>
    public long DataStart { get; }

    public static SafetensorsHeader Read(MappedFile file)
    {
        var length = HeaderLength(file);
        var bytes = new byte[length];
        file.Read(PrefixBytes, bytes);
        var dataStart = PrefixBytes + (long)length;
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            var entries = new List<SafetensorsEntry>();
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
            ReadRoot(document.RootElement, file.Path, entries, metadata);
            entries.Sort((left, right) => (left.Begin, left.End).CompareTo((right.Begin, right.End)));
            CheckCover(entries, file, dataStart);
            return new SafetensorsHeader(entries, metadata, dataStart);
        }
        catch (Exception error) when (error is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            throw new DemurException($"{file.Path}: the header is not valid JSON. The file is corrupt or not safetensors; copy it again.", error);
        }
    }

    private static int HeaderLength(MappedFile file)
    {
        if (file.Length < PrefixBytes)
        {
            throw new DemurException($"{file.Path}: {file.Length} bytes, too short for a safetensors file, which begins with {PrefixBytes}. Copy it again.");
        }

        Span<byte> prefix = stackalloc byte[PrefixBytes];
        file.Read(0, prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        var limit = (ulong)Math.Min(LargestHeader, file.Length - PrefixBytes);
        return length <= limit
            ? (int)length
            : throw new DemurException(
                $"{file.Path}: the header claims {length:N0} bytes, but at most {limit:N0} are possible. The file is cut short, corrupt, or not safetensors; copy it again.");
    }

    private static void ReadRoot(JsonElement root, string path, List<SafetensorsEntry> entries, Dictionary<string, string> metadata)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new DemurException($"{path}: the header is not a JSON object. The file is corrupt or not safetensors; copy it again.");
        }

        foreach (var property in root.EnumerateObject())
        {
            if (property.Name == "__metadata__")
            {
                ReadMetadata(property.Value, path, metadata);
            }
            else
            {
                entries.Add(SafetensorsEntry.Read(property, path));
            }
        }
    }

    private static void ReadMetadata(JsonElement value, string path, Dictionary<string, string> metadata)
    {
        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Any(pair => pair.Value.ValueKind != JsonValueKind.String))
        {
            throw new DemurException($"{path}: __metadata__ in the header must map texts to texts. The file is corrupt; copy it again.");
        }

        foreach (var pair in value.EnumerateObject())
        {
            metadata[pair.Name] = pair.Value.GetString()!;
        }
    }

    private static void CheckCover(List<SafetensorsEntry> entries, MappedFile file, long dataStart)
    {
        var expected = 0L;
        foreach (var entry in entries)
        {
            if (entry.Begin != expected)
            {
                var fault = entry.Begin < expected ? "overlaps the one before it" : "leaves a gap before it";
                throw new DemurException(
                    $"{file.Path}: tensor {Shown.Name(entry.Name)} begins at {entry.Begin:N0}, expected {expected:N0}: it {fault}. The file is corrupt; copy it again.");
            }

            expected = entry.End;
        }

        var available = file.Length - dataStart;
        if (expected != available)
        {
            throw new DemurException(expected > available
                ? $"{file.Path}: the tensors need {expected:N0} bytes but the file holds {available:N0}. The file is cut short; copy it again."
                : $"{file.Path}: {available - expected:N0} bytes follow the last tensor. The file is corrupt; copy it again.");
        }
    }
}
