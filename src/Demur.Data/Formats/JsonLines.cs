using System.Text.Json;
using Demur.Abstractions;

namespace Demur.Data.Formats;

/// <summary>Reads files of one JSON object a line.</summary>
internal static class JsonLines
{
    /// <summary>Reads a file whole; empty lines are passed over.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parse">Makes something of a line's object, or throws a <see cref="DemurException"/> that says what is wrong with it.</param>
    /// <param name="kind">What a line is called, and what to do when there is no file.</param>
    /// <exception cref="DemurException">The file is missing or empty, or a line is bad; the message names its number.</exception>
    public static IReadOnlyList<T> Read<T>(string path, Func<JsonElement, T> parse, (string Name, string WayOut) kind)
    {
        if (!File.Exists(path))
        {
            throw new DemurException($"There is no file '{path}'. {kind.WayOut}");
        }

        List<T> found = [];
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            try
            {
                using var document = JsonDocument.Parse(line);
                found.Add(document.RootElement.ValueKind == JsonValueKind.Object
                    ? parse(document.RootElement)
                    : throw new DemurException($"a {kind.Name} is a JSON object, and this is a {document.RootElement.ValueKind}."));
            }
            catch (JsonException exception)
            {
                throw new DemurException($"{path}, line {number}: not valid JSON at column {(exception.BytePositionInLine ?? 0) + 1}.", exception);
            }
            catch (DemurException exception)
            {
                throw new DemurException($"{path}, line {number}: {exception.Message}", exception);
            }
        }

        return found.Count > 0 ? found : throw new DemurException($"'{path}' holds no {kind.Name}.");
    }
}
