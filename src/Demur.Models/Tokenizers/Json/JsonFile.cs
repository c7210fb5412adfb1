using System.Text.Json;
using System.Text.Unicode;
using Demur.Abstractions;

namespace Demur.Models.Tokenizers.Json;

/// <summary>Reads a JSON file as a tree of <see cref="JsonPart"/>.</summary>
internal static class JsonFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="DemurException">The file is missing, too large or not JSON.</exception>
    public static T Read<T>(string path, Func<JsonPart, T> read) => Parse(TokenizerFiles.Read(path), Path.GetFileName(path), read);

    /// <summary>Reads JSON from memory; <paramref name="name"/> stands for the file in errors.</summary>
    public static T Parse<T>(ReadOnlyMemory<byte> json, string name, Func<JsonPart, T> read)
    {
        if (!Utf8.IsValid(json.Span))
        {
            throw new DemurException($"{name} is not UTF-8. The file is damaged or not JSON.");
        }

        try
        {
            using var document = JsonDocument.Parse(json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json);
            return read(new JsonPart(document.RootElement, $"{name}:"));
        }
        catch (JsonException exception)
        {
            throw new DemurException($"{name} is not JSON: it goes wrong at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}. Restore the file from its source.", exception);
        }
    }
}
