using System.Text.Json;
using System.Text.Json.Nodes;
using Demur.Abstractions;

namespace Demur.Models.Checkpoints.Configs;

/// <summary>Reads the small JSON files of a checkpoint folder.</summary>
internal static class JsonFile
{
    // A published config.json is a few kilobytes; the largest files of this kind list a hundred thousand weights.
    private const long LargestFile = 64L << 20;

    private static readonly JsonDocumentOptions Options = new()
    {
        MaxDepth = 32,
        AllowDuplicateProperties = false,
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    public static JsonObject ReadObject(string path)
    {
        var bytes = ReadBytes(path);
        try
        {
            // Python writes Infinity and NaN, which are not JSON; such a file is refused with the parser's line and column.
            return JsonNode.Parse(bytes, documentOptions: Options) as JsonObject
                ?? throw new DemurException($"{path}: expected a JSON object at the top. Restore the file from its source.");
        }
        catch (JsonException error)
        {
            throw new DemurException(
                $"{path}, line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}: not valid JSON. Restore the file from its source.", error);
        }
    }

    public static JsonObject? ReadObjectIfPresent(string path) => File.Exists(path) ? ReadObject(path) : null;

    private static byte[] ReadBytes(string path)
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length > LargestFile)
            {
                throw new DemurException($"{path}: {length:N0} bytes, but a file of this kind has at most {LargestFile:N0}. It is probably not the file its name says.");
            }

            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DemurException($"{path}: cannot be read ({error.Message}). Check the path and its permissions.", error);
        }
    }
}
