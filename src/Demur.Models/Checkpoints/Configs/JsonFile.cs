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
            var root = JsonNode.Parse(bytes, documentOptions: Options) as JsonObject
                ?? throw new DemurException($"{path}: expected a JSON object at the top. Restore the file from its source.");
            ReadTexts(root);
            return root;
        }
        catch (JsonException error)
        {
            throw new DemurException(
                $"{path}, line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}: not valid JSON. Restore the file from its source.", error);
        }
        catch (InvalidOperationException error)
        {
            throw new DemurException($"{path}: holds a text that is not UTF-8. Restore the file from its source.", error);
        }
    }

    public static JsonObject? ReadObjectIfPresent(string path) => File.Exists(path) ? ReadObject(path) : null;

    // Texts are decoded when they are first asked for; bytes or escapes that are no text are to be found here.
    private static void ReadTexts(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject json:
                foreach (var (_, child) in json)
                {
                    ReadTexts(child);
                }

                break;
            case JsonArray array:
                foreach (var child in array)
                {
                    ReadTexts(child);
                }

                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                _ = value.GetValue<string>();
                break;
        }
    }

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
